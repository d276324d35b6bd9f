import type { Trouble } from './machine'

/** What a line tells whoever opened it. */
export interface LineEvents {
  onCall: (call: string) => void
  onSpeaking: (speaking: boolean) => void
  onLevel: (level: number) => void
  onEnded: () => void
  onTrouble: (what: Trouble) => void
}

/** A call from this browser, whatever carries its sound. */
export interface Line {
  /** Press a key of the telephone's; null where the line takes none. */
  press: ((key: string) => void) | null
  /** Hang up and let go of the microphone and the speaker. More than once does nothing. */
  close: () => void
}

export class TalkTrouble extends Error {
  readonly what: Trouble

  constructor(what: Trouble, detail = '') {
    super(detail)
    this.name = 'TalkTrouble'
    this.what = what
  }
}

const BY_NAME: Readonly<Record<string, Trouble>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'no_microphone',
  OverconstrainedError: 'no_microphone',
  NotReadableError: 'microphone_busy',
  AbortError: 'microphone_busy',
}

/** Ask for the microphone. */
export async function openMicrophone(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia || !('AudioWorkletNode' in window))
    throw new TalkTrouble(window.isSecureContext ? 'unsupported' : 'insecure')
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    throw new TalkTrouble(BY_NAME[name] ?? 'no_microphone', name)
  }
}

export function letGo(microphone: MediaStream): void {
  for (const track of microphone.getTracks()) track.stop()
}
