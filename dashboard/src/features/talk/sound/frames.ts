/** As it goes over the socket: 16 kHz, one channel, 16 bits little endian. */
export const RATE_HZ = 16_000
const UP_SAMPLES = (RATE_HZ * 20) / 1_000
const FULL = 32_767

/** Cuts a stream of samples into frames of 20 ms. */
export class Framer {
  #frame = new DataView(new ArrayBuffer(UP_SAMPLES * 2))
  #filled = 0

  /** Take samples from -1 to 1, give each frame that is full: 640 bytes. */
  push(samples: Float32Array): ArrayBuffer[] {
    const full: ArrayBuffer[] = []
    for (const sample of samples) {
      const clamped = Math.max(-1, Math.min(1, sample))
      this.#frame.setInt16(this.#filled * 2, Math.round(clamped * FULL), true)
      if (++this.#filled === UP_SAMPLES) {
        full.push(this.#frame.buffer as ArrayBuffer)
        this.#frame = new DataView(new ArrayBuffer(UP_SAMPLES * 2))
        this.#filled = 0
      }
    }
    return full
  }
}

export function samplesOf(frame: ArrayBuffer): Float32Array {
  const view = new DataView(frame)
  const samples = new Float32Array(view.byteLength >> 1)
  for (let at = 0; at < samples.length; at++) samples[at] = view.getInt16(at * 2, true) / (FULL + 1)
  return samples
}

/** How loud, 0 to 1 on a scale that looks even: -60 dB is nothing, 0 dB all. */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return Math.max(0, Math.min(1, 1 + (20 * Math.log10(rms + 1e-6)) / 60))
}
