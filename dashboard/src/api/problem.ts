/** Why a request was refused, in words for a person. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
  }
}

const FALLBACK: Readonly<Record<number, string>> = {
  0: 'The service can’t be reached. Check your connection; we keep trying.',
  401: 'You are signed out. Open a new link to sign in again.',
  403: 'You are not allowed to do that.',
  404: 'That isn’t here. It may have been removed, or belong to another business.',
  429: 'Too many tries. Wait a minute, then try again.',
  503: 'The service is starting or busy. Try again in a moment.',
}

/** Read a problem+json body, whatever it turned out to be. */
export function toApiError(status: number, body: unknown): ApiError {
  const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const said = [problem.detail, problem.title].find((one) => typeof one === 'string' && one !== '')
  const plain = FALLBACK[status]
  const message =
    status === 401 || status === 404 || typeof said !== 'string'
      ? (plain ??
        (typeof said === 'string' ? said : 'Something went wrong on our side. Try again.'))
      : said
  return new ApiError(status, typeof problem.code === 'string' ? problem.code : '', message)
}

/** What to show for anything that was thrown. */
export function wordsFor(error: unknown): string {
  if (error instanceof ApiError) return error.message
  if (error instanceof TypeError) return FALLBACK[0] ?? ''
  return error instanceof Error ? error.message : 'Something went wrong. Try again.'
}
