import type { Field } from '@/api/types'
import { isPhone } from '@/format/phone'
import css from './call.module.css'
import { Tick } from './pills'
import { fieldName, fieldValue, STATUS_WORDS } from './words'

function Value({ field, over }: { field: Field; over: boolean }) {
  if (field.value === '') return field.status === 'asked' && !over ? '…' : '–'
  return isPhone(field.value) ? (
    <a href={`tel:${field.value}`}>{fieldValue(field.value)}</a>
  ) : (
    fieldValue(field.value)
  )
}

/** What the agent wrote down, each with what became of it. */
export function Fields({
  fields,
  over = false,
  empty,
}: {
  fields: readonly Field[]
  /** Whether the call has ended: what was asked for then was not given. */
  over?: boolean
  empty?: string
}) {
  if (fields.length === 0)
    return <p className={css.quietNote}>{empty ?? 'Nothing has been asked for yet.'}</p>
  return (
    <dl className={css.fields} data-testid="fields">
      {fields.map((field) => (
        <div
          key={field.name}
          className={css.field}
          data-status={field.status}
          data-testid={`field-${field.name}`}
        >
          <dt>{fieldName(field.name)}</dt>
          <dd className={css.value}>
            <Value field={field} over={over} />
          </dd>
          <dd className={css.status} data-status={field.status}>
            {field.status === 'confirmed' ? <Tick /> : null}
            {over && field.status === 'asked' ? 'Not given' : STATUS_WORDS[field.status]}
          </dd>
        </div>
      ))}
    </dl>
  )
}
