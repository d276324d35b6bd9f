import { Link } from '@tanstack/react-router'
import { Smartphone } from 'lucide-react'
import { $api } from '@/api/client'
import { useTenantName } from '@/api/tenants'
import { phone } from '@/format/phone'
import { Card, Empty, kit, PageHead, Problem, Skeleton } from '@/kit/page'

export function Numbers() {
  const numbers = $api.useQuery('get', '/api/numbers')
  const nameOf = useTenantName()
  const rows = numbers.data?.items ?? []
  return (
    <>
      <PageHead title="Numbers" tab="Numbers" sub="Which business answers when a number is rung" />
      {numbers.isPending ? (
        <Skeleton />
      ) : numbers.isError ? (
        <Problem error={numbers.error} retry={() => void numbers.refetch()} />
      ) : (
        <Card>
          {rows.length === 0 ? (
            <Empty icon={Smartphone} title="No number is answered yet">
              <p>
                An active configuration names a business’s numbers. Activate one to see them here.
              </p>
            </Empty>
          ) : (
            <div className={kit.scroll}>
              <table className={kit.table} data-testid="numbers">
                <thead>
                  <tr>
                    <th scope="col">Number</th>
                    <th scope="col">Business</th>
                    <th scope="col">Answered with</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.number}>
                      <td>
                        <b>{phone(row.number)}</b>
                      </td>
                      <td>
                        <Link
                          to="/businesses/$tenant"
                          params={{ tenant: row.tenant }}
                          className={kit.link}
                        >
                          {nameOf(row.tenant)}
                        </Link>
                      </td>
                      <td>
                        Version {row.version} <code>{row.config.slice(0, 12)}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
    </>
  )
}
