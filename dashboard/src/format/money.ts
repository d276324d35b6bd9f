const MICRO = 1_000_000

/** Money is whole micro-dollars; the page shows `A$0.0214` for small sums, `A$12.50` from a dollar. */
export function dollars(microaud: number): string {
  const digits = Math.abs(microaud) >= MICRO || microaud === 0 ? 2 : 4
  const shown = new Intl.NumberFormat('en-AU', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Math.abs(microaud) / MICRO)
  return `${microaud < 0 ? '−' : ''}A$${shown}`
}

export const count = (n: number): string => new Intl.NumberFormat('en-AU').format(n)
