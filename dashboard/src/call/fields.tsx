import { Check } from 'lucide-react'
import type { Field } from '@/api/types'
import { isPhone } from '@/format/phone'
import css from './call.module.css'
import { fieldName, fieldValue, STATUS_WORDS } from './words'

const Tick = () => (
  <span className={css.tick}>
    <Check size={12} strokeWidth={3} aria-hidden />
  </span>
)

function Value({ field }: { field: Field }) {
  if (field.value === '') return field.status === 'asked' ? '…' : '–'
  return isPhone(field.value) ? (
    <a href={`tel:${field.value}`}>{fieldValue(field.value)}</a>
  ) : (
    fieldValue(field.value)
  )
}

/** What the agent wrote down, each with what became of it. */
export function Fields({ fields, empty }: { fields: readonly Field[]; empty?: string }) {
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
            <Value field={field} />
          </dd>
          <dd className={css.status} data-status={field.status}>
            {field.status === 'confirmed' ? <Tick /> : null}
            {STATUS_WORDS[field.status]}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Confirmed values in one line, for cards. */
export function FieldPills({ fields }: { fields: readonly Field[] }) {
  const got = fields.filter((field) => field.status === 'confirmed')
  if (got.length === 0) return null
  return (
    <ul className={css.pills} aria-label="Captured so far" data-testid="pills">
      {got.map((field) => (
        <li key={field.name} className={css.pill} title={`${fieldName(field.name)}, confirmed`}>
          <Tick />
          <b>{fieldValue(field.value)}</b>
        </li>
      ))}
    </ul>
  )
}
