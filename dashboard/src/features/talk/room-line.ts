import { type RemoteTrack, Room, RoomEvent, Track } from 'livekit-client'
import { type Line, type LineEvents, letGo, TalkTrouble } from './line'
import { loudness } from './sound/frames'

const CALL = 'spotfunnel.call'
const LOOK_MS = 60
const AUDIBLE = 0.15
const HANG_LOOKS = 5

/** Looks at how loud a track is. */
function watch(context: AudioContext, track: MediaStreamTrack, tell: (level: number) => void) {
  const analyser = context.createAnalyser()
  analyser.fftSize = 1_024
  const source = context.createMediaStreamSource(new MediaStream([track]))
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    tell(loudness(samples))
  }, LOOK_MS)
  return () => {
    clearInterval(timer)
    source.disconnect()
  }
}

/** A call in a room of the media server. Takes over the microphone. */
export async function openRoomLine(
  way: { url: string; token: string },
  microphone: MediaStream,
  on: LineEvents,
): Promise<Line> {
  const room = new Room({ adaptiveStream: false, dynacast: false })
  const line = new RoomLine(room, microphone, on)
  try {
    await room.connect(way.url, way.token)
    await line.publish()
  } catch (error) {
    line.close()
    throw new TalkTrouble('lost', error instanceof Error ? error.name : '')
  }
  return line
}

class RoomLine implements Line {
  readonly #context = new AudioContext()
  readonly #stops: (() => void)[] = []
  #open = true
  #quiet = 0
  #speaking = false

  constructor(
    private readonly room: Room,
    private readonly microphone: MediaStream,
    private readonly on: LineEvents,
  ) {
    room
      .on(RoomEvent.TrackSubscribed, (track) => this.#hear(track))
      .on(RoomEvent.ParticipantConnected, () => this.#name())
      .on(RoomEvent.ParticipantAttributesChanged, () => this.#name())
      .on(RoomEvent.ParticipantDisconnected, () => this.#open && on.onEnded())
      .on(RoomEvent.Disconnected, () => this.#open && on.onEnded())
  }

  async publish(): Promise<void> {
    const [track] = this.microphone.getAudioTracks()
    if (!track) throw new TalkTrouble('no_microphone')
    await this.#context.resume()
    this.#stops.push(watch(this.#context, track, this.on.onLevel))
    await this.room.localParticipant.publishTrack(track, { source: Track.Source.Microphone })
    this.#name()
  }

  /** A browser's token lets it send sound and nothing else. */
  readonly press = null

  close(): void {
    if (!this.#open) return
    this.#open = false
    for (const stop of this.#stops) stop()
    letGo(this.microphone)
    void this.room.disconnect()
    void this.#context.close()
  }

  #name(): void {
    for (const one of this.room.remoteParticipants.values()) {
      const call = one.attributes[CALL]
      if (call) this.on.onCall(call)
    }
  }

  #hear(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return
    const element = track.attach()
    element.hidden = true
    element.dataset.testid = 'agent-sound'
    document.body.append(element)
    this.#stops.push(() => element.remove())
    this.#stops.push(watch(this.#context, track.mediaStreamTrack, (level) => this.#notice(level)))
  }

  #notice(level: number): void {
    this.#quiet = level > AUDIBLE ? 0 : this.#quiet + 1
    const speaking = level > AUDIBLE || (this.#speaking && this.#quiet < HANG_LOOKS)
    if (speaking === this.#speaking) return
    this.#speaking = speaking
    this.on.onSpeaking(speaking)
  }
}
