import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import * as made from './made-up'
import * as one from './made-up-call'

// A made-up API, for work on how the page looks. It is in no build.

const CSP =
  "default-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'"

let signedIn = true

function signOut() {
  signedIn = false
  return {}
}

type Answer = (match: RegExpMatchArray, request: IncomingMessage) => unknown

const role = (request: IncomingMessage): 'operator' | 'customer' =>
  /role=customer/.test(request.headers.cookie ?? '') ? 'customer' : 'operator'

const ROUTES: readonly (readonly [string, RegExp, Answer])[] = [
  ['GET', /^\/api\/session$/, (_, request) => (signedIn ? made.session(role(request)) : null)],
  ['DELETE', /^\/api\/session$/, () => signOut()],
  ['POST', /^\/api\/session$/, () => null],
  ['GET', /^\/api\/calls$/, (_, request) => made.calls(role(request))],
  ['GET', /^\/api\/calls\/([^/]+)$/, ([, id]) => one.call(id ?? '')],
  ['GET', /^\/api\/calls\/([^/]+)\/timeline$/, ([, id]) => one.timeline(id ?? '')],
  ['GET', /^\/api\/calls\/[^/]+\/recording\/peaks$/, () => one.PEAKS],
  ['POST', /^\/api\/calls\/([^/]+)\/replay$/, ([, id]) => one.verdict(id ?? '')],
  ['GET', /^\/api\/tenants$/, () => ({ items: made.TENANTS })],
  ['GET', /^\/api\/tenants\/([^/]+)$/, ([, id]) => made.tenant(id ?? '')],
  ['GET', /^\/api\/tenants\/([^/]+)\/configs$/, ([, id]) => made.configs(id ?? '')],
  ['POST', /^\/api\/links$/, () => made.LINK],
  ['GET', /^\/api\/numbers$/, () => made.numbers()],
  ['GET', /^\/api\/deliveries$/, () => made.DELIVERIES],
  ['GET', /^\/api\/today$/, () => made.TODAY],
  ['GET', /^\/api\/status$/, () => made.STATUS],
]

function answer(request: IncomingMessage, response: ServerResponse): boolean {
  const path = (request.url ?? '').split('?')[0] ?? ''
  if (!path.startsWith('/api/')) return false
  if (path.endsWith('/live')) return stream(path, response)
  if (path.endsWith('/recording')) return sound(response)
  for (const [method, pattern, make] of ROUTES) {
    const match = path.match(pattern)
    if (method !== request.method || !match) continue
    const body = make(match, request)
    response.statusCode = body === null ? (path === '/api/session' ? 401 : 404) : 200
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(body ?? { title: 'Refused', code: 'mock', status: 401 }))
    return true
  }
  response.statusCode = 404
  response.end('{}')
  return true
}

function stream(path: string, response: ServerResponse): boolean {
  response.setHeader('content-type', 'text/event-stream')
  response.flushHeaders()
  const events = path === '/api/live' ? [] : one.live(path.split('/')[3] ?? '')
  for (const [event, data, id] of events)
    response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  return true
}

function sound(response: ServerResponse): boolean {
  const wav = Buffer.from(one.wav())
  response.setHeader('content-type', 'audio/wav')
  response.setHeader('content-length', wav.length)
  response.end(wav)
  return true
}

export function mockApi(): Plugin {
  const handle = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!answer(request, response)) next()
  }
  return {
    name: 'mock-api',
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) =>
      void server.middlewares.use((request, response, next) => {
        response.setHeader('content-security-policy', CSP)
        handle(request, response, next)
      }),
  }
}
