import createClient, { type Middleware } from 'openapi-fetch'
import createQueryHooks from 'openapi-react-query'
import { toApiError } from './problem'
import type { paths } from './schema'

const COOKIE = 'csrftoken'
const HEADER = 'x-csrftoken'

function csrfToken(): string {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=`))
  return found ? decodeURIComponent(found.slice(COOKIE.length + 1)) : ''
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set(HEADER, csrfToken())
    return request
  },
  async onResponse({ response }) {
    if (response.ok) return undefined
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null)
    throw toApiError(response.status, body)
  },
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: (request) => fetch(request),
})
api.use(guard)

export const $api = createQueryHooks(api)

export const recordingUrl = (call: string): string =>
  `/api/calls/${encodeURIComponent(call)}/recording`
