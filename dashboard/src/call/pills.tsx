import { Check } from 'lucide-react'
import type { Field } from '@/api/types'
import css from './call.module.css'
import { fieldName, fieldValue } from './words'

export const Tick = () => (
  <span className={css.tick}>
    <Check size={12} strokeWidth={3} aria-hidden />
  </span>
)

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
