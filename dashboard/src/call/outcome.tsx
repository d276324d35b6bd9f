import { UserCheck } from 'lucide-react'
import type { CallRow } from '@/api/types'
import { Chip } from '@/kit/controls'
import css from './call.module.css'
import { outcomeTone, outcomeWords } from './words'

/** How a call stands or what it became, in words and never by colour alone. */
export function Outcome({ row }: { row: Pick<CallRow, 'live' | 'outcome' | 'emergency'> }) {
  return (
    <span className={css.pills} data-testid="outcome">
      {row.live ? (
        <Chip tone="live">In progress</Chip>
      ) : (
        <Chip tone={outcomeTone(row.outcome)}>{outcomeWords(row.outcome)}</Chip>
      )}
      {row.emergency && row.outcome !== 'emergency' ? <Chip tone="bad">Emergency</Chip> : null}
    </span>
  )
}

export const LeadTick = () => (
  <span className={css.lead} title="A lead: somebody to call back">
    <UserCheck size={16} aria-label="Lead" />
  </span>
)
