export const WIDTH = 1_000
export const HEIGHT = 40

/** Draw one lane as a closed shape around its middle line, in a box of WIDTH by HEIGHT. */
export function shape(peaks: readonly number[]): string {
  if (peaks.length === 0) return `M0 ${HEIGHT / 2}H${WIDTH}`
  const loudest = Math.max(0.05, ...peaks)
  const x = (at: number) => ((at + 0.5) * WIDTH) / peaks.length
  const half = (peak: number) => Math.max(0.6, (Math.sqrt(peak / loudest) * HEIGHT) / 2)
  const up = peaks.map((peak, at) => `${x(at).toFixed(1)} ${(HEIGHT / 2 - half(peak)).toFixed(1)}`)
  const down = peaks
    .map((peak, at) => `${x(at).toFixed(1)} ${(HEIGHT / 2 + half(peak)).toFixed(1)}`)
    .reverse()
  return `M${up.join('L')}L${down.join('L')}Z`
}
