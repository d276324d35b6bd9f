/**
 * Shows a number the way Australians write it: `0491 570 156`, `(02) 5550 1234`, `1300 975 707`,
 * `13 10 20`. What is not Australian, or not a number, stays as it is.
 */
export function phone(number: string): string {
  const national = toNational(number)
  if (national === null) return number
  if (/^04\d{8}$/.test(national)) return split(national, 4, 3, 3)
  if (/^0[2378]\d{8}$/.test(national))
    return `(${national.slice(0, 2)}) ${split(national.slice(2), 4, 4)}`
  if (/^1[38]00\d{6}$/.test(national)) return split(national, 4, 3, 3)
  if (/^13\d{4}$/.test(national)) return split(national, 2, 2, 2)
  return number
}

function toNational(number: string): string | null {
  const digits = number.replace(/[\s()-]/g, '')
  if (/^\+61\d+$/.test(digits)) {
    const rest = digits.slice(3)
    return /^1[38]/.test(rest) ? rest : `0${rest}`
  }
  return /^\d+$/.test(digits) ? digits : null
}

function split(text: string, ...sizes: number[]): string {
  let from = 0
  return sizes
    .map((size) => {
      from += size
      return text.slice(from - size, from)
    })
    .join(' ')
}

export const isPhone = (value: string): boolean => /^\+61\d{6,9}$/.test(value)
