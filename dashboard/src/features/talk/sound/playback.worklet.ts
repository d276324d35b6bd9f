import { RATE_HZ, samplesOf } from './frames'
import { JitterBuffer } from './jitter'
import { Resampler } from './resample'

const AUDIBLE = 0.01
const HANG_S = 0.25

/** Frames of 10 ms at 16 kHz to the speaker; `clear` forgets what is not heard yet. */
class Playback extends AudioWorkletProcessor {
  #resampler = new Resampler(RATE_HZ, sampleRate)
  readonly #buffer = new JitterBuffer(sampleRate)
  #speaking = false
  #quiet = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<ArrayBuffer | 'clear'>) => {
      if (data === 'clear') {
        this.#buffer.clear()
        this.#resampler = new Resampler(RATE_HZ, sampleRate)
      } else this.#buffer.push(this.#resampler.push(samplesOf(data)))
    }
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [first, ...others] = outputs[0] ?? []
    if (!first) return true
    this.#buffer.pull(first)
    for (const one of others) one.set(first)
    this.#notice(first)
    return true
  }

  #notice(heard: Float32Array): void {
    const audible = heard.some((one) => Math.abs(one) > AUDIBLE)
    this.#quiet = audible ? 0 : this.#quiet + heard.length
    const speaking = audible || (this.#speaking && this.#quiet < HANG_S * sampleRate)
    if (speaking === this.#speaking) return
    this.#speaking = speaking
    this.port.postMessage(speaking)
  }
}

registerProcessor('playback', Playback)
