import type { Today } from '@/api/types'
import { hourName } from '@/format/time'
import { Hidden } from '@/kit/page'
import css from './today.module.css'

const WIDTH = 24
const TALL = 72

/** Calls by hour: bars for the eye, a table for everybody else. */
export function Hours({ hours }: { hours: Today['hours'] }) {
  const byHour = new Map(hours.map((one) => [one.hour, one.calls]))
  const most = Math.max(1, ...hours.map((one) => one.calls))
  const all = Array.from({ length: 24 }, (_, hour) => ({ hour, calls: byHour.get(hour) ?? 0 }))
  return (
    <figure className={css.hours}>
      <svg viewBox={`0 0 ${24 * WIDTH} ${TALL + 14}`} aria-hidden="true" preserveAspectRatio="none">
        {all.map(({ hour, calls }) => {
          const tall = calls === 0 ? 2 : 6 + ((TALL - 6) * calls) / most
          return (
            <rect
              key={hour}
              x={hour * WIDTH + 3}
              y={TALL - tall + 12}
              width={WIDTH - 6}
              height={tall}
              rx={3}
              data-some={calls > 0}
            />
          )
        })}
      </svg>
      <div className={css.ticks} aria-hidden="true">
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour}>{hourName(hour)}</span>
        ))}
      </div>
      <Hidden>
        <table>
          <caption>Calls by hour</caption>
          <tbody>
            {all
              .filter(({ calls }) => calls > 0)
              .map(({ hour, calls }) => (
                <tr key={hour}>
                  <th scope="row">{hourName(hour)}</th>
                  <td>{calls}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </Hidden>
    </figure>
  )
}
