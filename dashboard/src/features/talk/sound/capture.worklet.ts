import { Framer, RATE_HZ } from './frames'
import { Resampler } from './resample'

/** Microphone to frames of 20 ms at 16 kHz. */
class Capture extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate, RATE_HZ)
  readonly #framer = new Framer()

  process(inputs: Float32Array[][]): boolean {
    const mono = inputs[0]?.[0]
    if (!mono) return true
    for (const frame of this.#framer.push(this.#resampler.push(mono)))
      this.port.postMessage(frame, [frame])
    return true
  }
}

registerProcessor('capture', Capture)
