import { type Line, type LineEvents, letGo, TalkTrouble } from './line'
import captureUrl from './sound/capture.worklet.ts?worker&url'
import { loudness, samplesOf } from './sound/frames'
import playbackUrl from './sound/playback.worklet.ts?worker&url'

/** Frames that wait for a network that is stuck; what is older than this is not worth sending. */
const MOST_WAITING_BYTES = 64_000

type Told = { type: 'call'; call: string } | { type: 'clear' } | { type: 'ended' }

function socketAddress(url: string): string {
  const address = new URL(url, location.href)
  address.protocol = address.protocol.replace(/^http/, 'ws')
  return address.href
}

interface Ends {
  context: AudioContext
  capture: AudioWorkletNode
  playback: AudioWorkletNode
}

async function openEnds(microphone: MediaStream): Promise<Ends> {
  const context = new AudioContext({ latencyHint: 'interactive' })
  try {
    await Promise.all([
      context.audioWorklet.addModule(captureUrl),
      context.audioWorklet.addModule(playbackUrl),
    ])
  } catch (error) {
    await context.close()
    throw error
  }
  const capture = new AudioWorkletNode(context, 'capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
  })
  const playback = new AudioWorkletNode(context, 'playback', {
    numberOfInputs: 0,
    outputChannelCount: [1],
  })
  context.createMediaStreamSource(microphone).connect(capture)
  playback.connect(context.destination)
  await context.resume()
  return { context, capture, playback }
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(socketAddress(url))
  socket.binaryType = 'arraybuffer'
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new TalkTrouble('lost'))
  })
  return socket
}

/** A call over a WebSocket of the API's own. Takes over the microphone. */
export async function openSocketLine(
  way: { url: string },
  microphone: MediaStream,
  on: LineEvents,
): Promise<Line> {
  const ends = await openEnds(microphone)
  let socket: WebSocket
  try {
    socket = await openSocket(way.url)
  } catch (error) {
    await ends.context.close()
    throw error
  }
  return joined(ends, socket, microphone, on)
}

function joined(ends: Ends, socket: WebSocket, microphone: MediaStream, on: LineEvents): Line {
  const { context, capture, playback } = ends
  let open = true
  const close = () => {
    if (!open) return
    open = false
    if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"hangup"}')
    socket.close()
    letGo(microphone)
    void context.close()
  }

  capture.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    if (!open || socket.readyState !== WebSocket.OPEN) return
    on.onLevel(loudness(samplesOf(data)))
    if (socket.bufferedAmount < MOST_WAITING_BYTES) socket.send(data)
  }
  playback.port.onmessage = ({ data }: MessageEvent<boolean>) => on.onSpeaking(data)

  const told = (message: Told) => {
    if (message.type === 'call') on.onCall(message.call)
    else if (message.type === 'clear') playback.port.postMessage('clear')
    else on.onEnded()
  }
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data === 'string') told(JSON.parse(data) as Told)
    else playback.port.postMessage(data, [data])
  }
  socket.onerror = null
  socket.onclose = ({ code }) => {
    if (!open) return
    if (code === 1_000 || code === 1_001 || code === 1_005) on.onEnded()
    else on.onTrouble('lost')
  }
  return {
    press: (key) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'key', key }))
    },
    close,
  }
}
