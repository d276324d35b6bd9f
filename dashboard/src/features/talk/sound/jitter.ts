const TARGET_MS = 60
const LONG_MS = 250
const MOST_MS = 30_000
const QUIET = 0.002
const FADE = 96

/**
 * Holds what came until it is heard, so that a network that stutters is not heard to.
 *
 * It waits for a little before it begins, and after it ran dry; where it has grown long it gets
 * short again by leaving silence out, never speech.
 */
export class JitterBuffer {
  readonly #perMs: number
  #queue: Float32Array[] = []
  #read = 0
  #held = 0
  #waited = 0
  #waiting = true

  constructor(rateHz: number) {
    this.#perMs = rateHz / 1_000
  }

  get heldMs(): number {
    return this.#held / this.#perMs
  }

  push(samples: Float32Array): void {
    if (samples.length === 0 || this.heldMs > MOST_MS) return
    if (this.heldMs > LONG_MS && samples.every((one) => Math.abs(one) < QUIET)) return
    this.#queue.push(samples)
    this.#held += samples.length
  }

  /** Fill what is heard next; silence where there is nothing. Returns whether there was sound. */
  pull(out: Float32Array): boolean {
    if (this.#waiting && !this.#begins(out.length)) {
      out.fill(0)
      return false
    }
    let at = 0
    while (at < out.length) {
      const first = this.#queue[0]
      if (!first) break
      const part = first.subarray(this.#read, this.#read + out.length - at)
      out.set(part, at)
      at += part.length
      this.#took(part.length, first.length)
    }
    out.fill(0, at)
    if (at < out.length) {
      this.#waiting = true
      this.#waited = 0
    }
    return at > 0
  }

  /** Barge-in: forget what is not heard yet, but for a fade of a few milliseconds. */
  clear(): void {
    const first = this.#queue[0]
    const tail = first ? first.slice(this.#read, this.#read + FADE) : new Float32Array(0)
    tail.forEach((sample, at) => {
      tail[at] = sample * (1 - at / tail.length)
    })
    this.#queue = tail.length > 0 && !this.#waiting ? [tail] : []
    this.#read = 0
    this.#held = this.#queue.length > 0 ? tail.length : 0
  }

  #begins(pulled: number): boolean {
    if (this.#held === 0) return false
    this.#waited += pulled
    if (this.heldMs < TARGET_MS && this.#waited / this.#perMs < TARGET_MS) return false
    this.#waiting = false
    return true
  }

  #took(many: number, of: number): void {
    this.#held -= many
    this.#read += many
    if (this.#read < of) return
    this.#queue.shift()
    this.#read = 0
  }
}
