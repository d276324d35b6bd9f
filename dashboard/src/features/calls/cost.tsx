import type { Cost } from '@/api/types'
import { plain } from '@/call/words'
import { count, dollars } from '@/format/money'
import { lasted } from '@/format/time'
import { Card, kit } from '@/kit/page'
import css from './call.module.css'

const amount = (unit: string, quantity: number): string =>
  unit.endsWith('_ms') ? lasted(quantity) : `${count(quantity)} ${plain(unit).toLowerCase()}`

export function CostCard({ cost }: { cost: Cost }) {
  return (
    <Card
      title="Cost"
      hint={`Price book ${cost.book}`}
      actions={<strong data-testid="cost">{dollars(cost.totalMicroaud)}</strong>}
    >
      {cost.lines.length === 0 ? (
        <p className={css.none}>Nothing has been metered yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section className={kit.scroll} aria-label="Cost by provider" tabIndex={0}>
          <table className={kit.table}>
            <thead>
              <tr>
                <th scope="col">Provider</th>
                <th scope="col" className={kit.num}>
                  Used
                </th>
                <th scope="col" className={kit.num}>
                  Cost
                </th>
                <th scope="col" className={kit.num}>
                  Hosted
                </th>
              </tr>
            </thead>
            <tbody>
              {cost.lines.map((line) => (
                <tr key={`${line.provider} ${line.unit}`}>
                  <td>{line.provider}</td>
                  <td className={kit.num}>{amount(line.unit, line.quantity)}</td>
                  <td className={kit.num}>
                    {line.priced ? dollars(line.costMicroaud) : 'No price'}
                  </td>
                  <td className={kit.num}>{line.priced ? dollars(line.hostedMicroaud) : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  )
}
