import { phone } from '@/format/phone'
import { lasted } from '@/format/time'
import type { CallEvent, EventType } from './events'
import { endedByWords, fieldName, fieldValue, outcomeWords, plain } from './words'

export const KINDS = ['said', 'captured', 'objective', 'speech', 'line', 'cost'] as const
export type Kind = (typeof KINDS)[number]

export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  said: 'Said',
  captured: 'Captured',
  objective: 'Objectives',
  speech: 'Speech',
  line: 'Line',
  cost: 'Usage',
}

const KIND_OF: Readonly<Record<EventType, Kind>> = {
  'input.call_answered.v1': 'line',
  'input.call_missed.v1': 'line',
  'input.caller_id_seen.v1': 'line',
  'input.speech_started.v1': 'speech',
  'input.speech_ended.v1': 'speech',
  'input.partial_heard.v1': 'speech',
  'input.final_heard.v1': 'speech',
  'input.key_pressed.v1': 'said',
  'input.timer_fired.v1': 'speech',
  'input.playout_done.v1': 'speech',
  'input.playout_stopped.v1': 'speech',
  'input.transfer_answered.v1': 'line',
  'input.transfer_failed.v1': 'line',
  'input.hearing_failed.v1': 'line',
  'input.speaking_failed.v1': 'line',
  'input.caller_hung_up.v1': 'line',
  'input.media_lost.v1': 'line',
  'input.recording_stopped.v1': 'line',
  'input.usage_metered.v1': 'cost',
  'call.started.v1': 'line',
  'call.rejected.v1': 'line',
  'notice.played.v1': 'line',
  'recording.started.v1': 'line',
  'agent.spoke.v1': 'said',
  'agent.yielded.v1': 'said',
  'turn.heard.v1': 'said',
  'caller.silent.v1': 'said',
  'emergency.flagged.v1': 'objective',
  'person.wanted.v1': 'objective',
  'signal.raised.v1': 'objective',
  'question.asked.v1': 'objective',
  'correction.asked.v1': 'objective',
  'hours.classed.v1': 'line',
  'objective.begun.v1': 'objective',
  'objective.ended.v1': 'objective',
  'capture.started.v1': 'captured',
  'capture.heard.v1': 'captured',
  'capture.read_back.v1': 'captured',
  'capture.repaired.v1': 'captured',
  'capture.confirmed.v1': 'captured',
  'capture.declined.v1': 'captured',
  'capture.failed.v1': 'captured',
  'call.ended.v1': 'line',
}

export const kindOf = (type: string): Kind => KIND_OF[type as EventType] ?? 'line'

const RESULTS = {
  met: 'met',
  declined: 'declined by the caller',
  exhausted: 'given up after its last try',
  failed: 'failed',
} as const

const SIGNALS = {
  emergency: 'somebody is in danger',
  person: 'wants a person',
  wrong_number: 'rang a wrong number',
  sales_call: 'sells something',
  abuse: 'is abusive',
  hurry: 'is in a hurry',
} as const

const HOURS = {
  open: 'Business hours',
  closed: 'Outside business hours',
  holiday: 'Holiday',
} as const

const YIELDS = {
  ducked: 'went quieter under the caller’s voice',
  paused: 'paused for the caller',
  resumed: 'went on',
  stopped: 'stopped for the caller',
} as const

const quoted = (text: string): string => `“${text}”`

/** One event in words. A type that is missing here does not compile. */
export function describe(event: CallEvent): string {
  switch (event.type) {
    case 'input.call_answered.v1':
      return `Line open to ${phone(event.dialled)}`
    case 'input.call_missed.v1':
      return `Nobody was free to answer ${phone(event.dialled)}`
    case 'input.caller_id_seen.v1':
      return `Network shows ${phone(event.number)}`
    case 'input.speech_started.v1':
      return 'Voice begins'
    case 'input.speech_ended.v1':
      return `Voice ends, ${event.silence_ms} ms ago`
    case 'input.partial_heard.v1':
      return `Heard so far: ${quoted(event.text)}`
    case 'input.final_heard.v1':
      return event.texts[0] === undefined ? 'Heard no words' : `Heard: ${quoted(event.texts[0])}`
    case 'input.key_pressed.v1':
      return `Key ${event.key}`
    case 'input.timer_fired.v1':
      return `Timer: ${plain(event.timer).toLowerCase()}`
    case 'input.playout_done.v1':
      return `Sentence ${event.utterance} was played whole`
    case 'input.playout_stopped.v1':
      return `Sentence ${event.utterance} was cut after ${lasted(event.position_ms)}`
    case 'input.transfer_answered.v1':
      return 'Somebody answered and has the caller'
    case 'input.transfer_failed.v1':
      return `Nobody could be put through (${plain(event.code).toLowerCase()})`
    case 'input.hearing_failed.v1':
      return `Speech recognition is gone (${event.code})`
    case 'input.speaking_failed.v1':
      return `Sentence ${event.utterance} could not be spoken (${event.code})`
    case 'input.caller_hung_up.v1':
      return 'Caller hung up'
    case 'input.media_lost.v1':
      return `Sound was lost (${event.code})`
    case 'input.recording_stopped.v1':
      return `Recording stopped (${event.code})`
    case 'input.usage_metered.v1':
      return `Used ${event.quantity.toLocaleString('en-AU')} ${plain(event.unit).toLowerCase()} of ${event.provider}`
    case 'call.started.v1':
      return `Call to ${phone(event.dialled)} begins`
    case 'call.rejected.v1':
      return event.reason === 'unknown_number'
        ? 'Turned away: this number belongs to nobody'
        : 'Turned away: nobody was free to answer'
    case 'notice.played.v1':
      return 'Caller has heard that the call is recorded'
    case 'recording.started.v1':
      return 'Recording begins'
    case 'agent.spoke.v1':
      return `Agent: ${quoted(event.text)}`
    case 'agent.yielded.v1':
      return `Agent ${YIELDS[event.how]}`
    case 'turn.heard.v1':
      return `Caller: ${quoted(event.texts[0] ?? '')}`
    case 'caller.silent.v1':
      return event.times === 1
        ? 'Caller is silent'
        : `Caller is silent, ${event.times} times in a row`
    case 'emergency.flagged.v1':
      return `Danger to life: ${plain(event.hazard).toLowerCase()}`
    case 'person.wanted.v1':
      return 'Caller asks for a person'
    case 'signal.raised.v1':
      return `Caller made plain: ${SIGNALS[event.signal]}`
    case 'question.asked.v1':
      return event.entry === ''
        ? 'Caller asks what nobody has written down'
        : `Caller asks about ${plain(event.entry).toLowerCase()}`
    case 'correction.asked.v1':
      return `Caller takes back: ${fieldName(event.objective).toLowerCase()}`
    case 'hours.classed.v1':
      return `${HOURS[event.time]}: ${
        event.reachable.length === 0
          ? 'nobody may be rung'
          : `${event.reachable.map((name) => plain(name).toLowerCase()).join(' and ')} may be rung`
      }`
    case 'objective.begun.v1':
      return `Begins: ${plain(event.objective).toLowerCase()}`
    case 'objective.ended.v1':
      return `${plain(event.objective)}: ${RESULTS[event.result]}`
    case 'capture.started.v1':
      return `Asks for ${fieldName(event.field).toLowerCase()}`
    case 'capture.heard.v1':
      return event.value === null
        ? `${fieldName(event.field)} not complete yet`
        : `${fieldName(event.field)} heard as ${quoted(fieldValue(event.value))}`
    case 'capture.read_back.v1':
      return `Reads back ${fieldName(event.field).toLowerCase()} ${quoted(fieldValue(event.value))}`
    case 'capture.repaired.v1':
      return event.value === null
        ? `${fieldName(event.field)} corrected in part`
        : `${fieldName(event.field)} corrected to ${quoted(fieldValue(event.value))}`
    case 'capture.confirmed.v1':
      return `${fieldName(event.field)} confirmed: ${quoted(fieldValue(event.value))}`
    case 'capture.declined.v1':
      return `Rather not say: ${fieldName(event.field).toLowerCase()}`
    case 'capture.failed.v1':
      return `${fieldName(event.field)} given up (${plain(event.reason).toLowerCase()})`
    case 'call.ended.v1':
      return `${outcomeWords(event.outcome)}: ${endedByWords(event.by)} after ${lasted(event.duration_ms)}`
    default:
      // described before it compiles; a page that is older than its server names it at least
      return (event satisfies never as { type: string }).type
  }
}
