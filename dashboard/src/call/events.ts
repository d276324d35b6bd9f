import type { Entry } from '@/api/types'

/** What may stand in a call's stream: the API's own list, so a new type does not compile here. */
export type CallEvent = NonNullable<Entry['event']>

export type EventType = CallEvent['type']
