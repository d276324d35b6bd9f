// The WebSocket's protocol in its smallest form; the ticket stands behind the #.
const state = document.getElementById('state')
const RATE = 16000
let end = () => {}

document.getElementById('end').onclick = () => end()
document.getElementById('talk').onclick = async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const context = new AudioContext({ sampleRate: RATE })
  const socket = new WebSocket(`ws://${location.host}${location.hash.slice(1)}`)
  socket.binaryType = 'arraybuffer'
  send(context, stream, socket)
  const speaker = play(context)
  end = () => socket.send('{"type":"hangup"}')
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) return speaker.add(new Int16Array(data))
    const said = JSON.parse(data)
    if (said.type === 'call') state.dataset.call = said.call
    if (said.type === 'clear') speaker.clear()
    if (said.type !== 'ended') return
    state.textContent = 'ended'
    for (const track of stream.getTracks()) track.stop()
    socket.close()
  }
}

function send(context, stream, socket) {
  const ear = context.createScriptProcessor(512, 1, 1)
  ear.onaudioprocess = ({ inputBuffer }) => {
    const pcm = Int16Array.from(inputBuffer.getChannelData(0), (one) => one * 32767)
    if (socket.readyState === WebSocket.OPEN) socket.send(pcm.buffer)
  }
  const nowhere = new MediaStreamAudioDestinationNode(context)
  context.createMediaStreamSource(stream).connect(ear)
  ear.connect(nowhere)
}

function play(context) {
  const mouth = context.createGain()
  const playing = new Set()
  let until = 0
  mouth.connect(context.destination)
  return {
    add(pcm) {
      const sound = context.createBuffer(1, pcm.length, RATE)
      sound.copyToChannel(
        Float32Array.from(pcm, (one) => one / 32768),
        0,
      )
      const source = context.createBufferSource()
      source.buffer = sound
      source.connect(mouth)
      until = Math.max(until, context.currentTime + 0.04)
      source.start(until)
      until += sound.duration
      playing.add(source)
      source.onended = () => playing.delete(source)
    },
    clear() {
      for (const source of playing) source.stop()
      playing.clear()
      until = 0
    },
  }
}
