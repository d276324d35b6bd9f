/** What can go wrong, each with its cure in words (`cures.ts`). */
export type Trouble =
  | 'insecure'
  | 'unsupported'
  | 'refused'
  | 'no_microphone'
  | 'microphone_busy'
  | 'not_offered'
  | 'lost'

export type Phase = 'asking' | 'connecting' | 'listening' | 'speaking' | 'ended' | 'failed'

export interface TalkState {
  phase: Phase
  call: string | null
  trouble: { what: Trouble; detail: string } | null
  by: 'us' | 'them' | null
  /** Whether the line takes keys. */
  keys: boolean
}

export type Signal =
  | { is: 'again' }
  | { is: 'microphone' }
  | { is: 'connected'; keys: boolean }
  | { is: 'call'; call: string }
  | { is: 'speaking'; speaking: boolean }
  | { is: 'ended'; by: 'us' | 'them' }
  | { is: 'trouble'; what: Trouble; detail?: string }

export const START: TalkState = {
  phase: 'asking',
  call: null,
  trouble: null,
  by: null,
  keys: false,
}

/** Which phases a signal is heard in, and what comes then; it is not heard in any other. */
const TABLE: Readonly<Record<Signal['is'], Partial<Record<Phase, Phase>>>> = {
  again: { ended: 'asking', failed: 'asking' },
  microphone: { asking: 'connecting' },
  connected: { connecting: 'listening', listening: 'listening', speaking: 'speaking' },
  call: { connecting: 'listening', listening: 'listening', speaking: 'speaking' },
  speaking: { listening: 'listening', speaking: 'speaking' },
  ended: { asking: 'ended', connecting: 'ended', listening: 'ended', speaking: 'ended' },
  trouble: { asking: 'failed', connecting: 'failed', listening: 'failed', speaking: 'failed' },
}

export function talk(state: TalkState, signal: Signal): TalkState {
  const phase = TABLE[signal.is][state.phase]
  if (phase === undefined) return state
  switch (signal.is) {
    case 'again':
      return START
    case 'microphone':
      return { ...state, phase }
    case 'connected':
      return { ...state, phase, keys: signal.keys }
    case 'call':
      return { ...state, phase, call: signal.call }
    case 'speaking':
      return { ...state, phase: signal.speaking ? 'speaking' : 'listening' }
    case 'ended':
      return { ...state, phase, by: signal.by }
    case 'trouble':
      return { ...state, phase, trouble: { what: signal.what, detail: signal.detail ?? '' } }
    default:
      return signal satisfies never
  }
}

export const isOver = (phase: Phase): boolean => phase === 'ended' || phase === 'failed'
