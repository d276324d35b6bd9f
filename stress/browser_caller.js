// A person at the browser, installed before a page's own scripts: its microphone says what it is
// given, its ear keeps what the page plays, whether by WebAudio or by WebRTC. It decides nothing.
;(() => {
  const LOUD = 0.01
  const DONE_MS = 700
  const BLOCK = 1024

  const here = {
    over: false, // the page let our microphone go
    askedAt: 0, // when the page asked for the microphone
    saidAt: 0, // when our last sample was spoken; 0 once it was answered
    gaps: [], // ms from our last sample to the page's first sound
    greetingMs: 0, // ms from asking for the microphone to the first sound
    utterances: [],
  }

  let body = null
  let mouth = null
  const microphones = new Set()
  const connect = AudioNode.prototype.connect

  function wake() {
    body ??= new AudioContext()
    return body.resume()
  }

  async function microphone(wanted) {
    if (!wanted?.audio) throw new DOMException('a caller has no camera', 'NotFoundError')
    Object.assign(here, { askedAt: performance.now(), over: false, greetingMs: 0, gaps: [] })
    await wake()
    mouth = body.createMediaStreamDestination()
    const breath = body.createConstantSource() // a stream that never stops, as a microphone's
    breath.offset.value = 0
    connect.call(breath, mouth)
    breath.start()
    for (const track of mouth.stream.getTracks()) microphones.add(track)
    return mouth.stream
  }
  navigator.mediaDevices.getUserMedia = microphone

  const stop = MediaStreamTrack.prototype.stop
  MediaStreamTrack.prototype.stop = function () {
    if (microphones.has(this)) here.over = true
    return stop.call(this)
  }

  here.say = (base64, rate) =>
    new Promise((resolve) => {
      const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
      const pcm = new Int16Array(bytes.buffer)
      const sound = body.createBuffer(1, pcm.length, rate)
      sound.copyToChannel(
        Float32Array.from(pcm, (one) => one / 32768),
        0,
      )
      const source = body.createBufferSource()
      source.buffer = sound
      connect.call(source, mouth)
      source.onended = () => resolve(here.over)
      here.saidAt = performance.now() + sound.duration * 1000
      source.start()
    })

  let blocks = []
  let spoken = false
  let quietMs = 0

  function hear(block, rate) {
    const now = performance.now()
    const loud = block.some((one) => Math.abs(one) > LOUD)
    const blockMs = (block.length / rate) * 1000
    quietMs = loud ? 0 : quietMs + blockMs
    if (loud) noteFirstSound(now - blockMs)
    if (!loud && !spoken) {
      blocks = [...blocks.slice(-10), block]
      return
    }
    spoken = true
    blocks.push(block)
    if (quietMs >= DONE_MS) finish(rate)
  }

  function noteFirstSound(at) {
    here.greetingMs ||= at - here.askedAt
    if (!here.saidAt || at < here.saidAt) return
    here.gaps.push(at - here.saidAt)
    here.saidAt = 0
  }

  function finish(rate) {
    const length = blocks.reduce((sum, one) => sum + one.length, 0)
    const pcm = new Int16Array(length)
    let at = 0
    for (const block of blocks) {
      for (const one of block) pcm[at++] = Math.max(-1, Math.min(1, one)) * 32767
    }
    blocks = []
    spoken = false
    here.utterances.push({ pcm: encode(pcm), rate })
  }

  function encode(pcm) {
    const bytes = new Uint8Array(pcm.buffer)
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    }
    return btoa(text)
  }

  // One ear for each context: what is played is the sum of what is connected.
  const ears = new Map()

  function listenTo(node) {
    const context = node.context
    if (!ears.has(context)) ears.set(context, earOf(context))
    connect.call(node, ears.get(context))
  }

  function earOf(context) {
    const ear = context.createScriptProcessor(BLOCK, 1, 1)
    ear.onaudioprocess = (event) => {
      hear(Float32Array.from(event.inputBuffer.getChannelData(0)), context.sampleRate)
    }
    connect.call(ear, context.destination) // or it is never run; it puts out silence
    return ear
  }

  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this.context !== body) listenTo(this)
    return connect.call(this, to, ...rest)
  }

  const Connection = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Connection {
    constructor(...args) {
      super(...args)
      this.addEventListener('track', (event) => {
        if (event.track.kind !== 'audio') return
        wake()
        listenTo(body.createMediaStreamSource(new MediaStream([event.track])))
      })
    }
  }

  window.caller = here
})()
