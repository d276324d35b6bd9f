import type { paths } from './schema'

/** What a GET of a path answers with: names come from the API's own document, not from us. */
type Got<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

type Posted<P extends keyof paths> = paths[P] extends {
  post: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

export type Session = Got<'/api/session'>
export type CallRow = Got<'/api/calls'>['items'][number]
export type CallPage = Got<'/api/calls/{call_id}'>
export type Said = CallPage['transcript'][number]
export type Field = CallPage['fields'][number]
export type Cost = NonNullable<CallPage['cost']>
export type Entry = Got<'/api/calls/{call_id}/timeline'>['items'][number]
export type Peaks = Got<'/api/calls/{call_id}/recording/peaks'>
export type Verdict = Posted<'/api/calls/{call_id}/replay'>
export type TenantRow = Got<'/api/tenants'>['items'][number]
export type ConfigRow = Got<'/api/tenants/{tenant}/configs'>['items'][number]
export type NumberRow = Got<'/api/numbers'>['items'][number]
export type DeliveryRow = Got<'/api/deliveries'>['items'][number]
export type Today = Got<'/api/today'>
export type Status = Got<'/api/status'>
export type TalkWay = Posted<'/api/talk'>
