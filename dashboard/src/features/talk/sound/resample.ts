const CROSSINGS = 14
const PASS = 0.93
const FINE = 128

/** Changes a stream's rate with a windowed sinc; pieces of any length, no click between them. */
export class Resampler {
  readonly #step: number
  readonly #reach: number
  readonly #kernel: Float32Array
  #held = new Float32Array(0)
  /** Place of the next sample in what is held. */
  #at: number

  constructor(fromHz: number, toHz: number) {
    this.#step = fromHz / toHz
    const cutoff = Math.min(1, toHz / fromHz) * PASS
    this.#reach = Math.ceil(CROSSINGS / cutoff)
    this.#kernel = kernel(cutoff, this.#reach)
    this.#at = this.#reach
    this.#held = new Float32Array(this.#reach)
  }

  /** Take samples, give those that can be told by now: the rest comes with the next. */
  push(samples: Float32Array): Float32Array {
    if (this.#step === 1) return samples
    const held = new Float32Array(this.#held.length + samples.length)
    held.set(this.#held)
    held.set(samples, this.#held.length)
    const last = held.length - 1 - this.#reach
    const many = last < this.#at ? 0 : Math.floor((last - this.#at) / this.#step) + 1
    const out = new Float32Array(many)
    for (let n = 0; n < many; n++) out[n] = this.#tell(held, this.#at + n * this.#step)
    const next = this.#at + many * this.#step
    const drop = Math.max(0, Math.floor(next) - this.#reach)
    this.#held = held.subarray(drop)
    this.#at = next - drop
    return out
  }

  #tell(held: Float32Array, at: number): number {
    let sum = 0
    const from = Math.ceil(at - this.#reach)
    const to = Math.floor(at + this.#reach)
    for (let i = Math.max(0, from); i <= to; i++) {
      const place = Math.abs(i - at) * FINE
      const low = Math.floor(place)
      const a = this.#kernel[low] ?? 0
      const b = this.#kernel[low + 1] ?? 0
      sum += (held[i] ?? 0) * (a + (b - a) * (place - low))
    }
    return sum
  }
}

function kernel(cutoff: number, reach: number): Float32Array {
  const half = new Float32Array(reach * FINE + 2)
  for (let n = 0; n < reach * FINE; n++) {
    const x = n / FINE
    const sinc = n === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x)
    const window =
      0.42 + 0.5 * Math.cos((Math.PI * x) / reach) + 0.08 * Math.cos((2 * Math.PI * x) / reach)
    half[n] = cutoff * sinc * window
  }
  return half
}
