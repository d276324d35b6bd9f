import { Link } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { useTenants } from '@/api/tenants'
import { phone } from '@/format/phone'
import { Chip } from '@/kit/controls'
import { Card, Empty, kit, PageHead, Problem, Skeleton } from '@/kit/page'
import css from './businesses.module.css'

export function Businesses() {
  const tenants = useTenants()
  const rows = tenants.data?.items ?? []
  return (
    <>
      <PageHead title="Businesses" tab="Businesses" sub="Who is answered for, and with what" />
      {tenants.isPending ? (
        <Skeleton />
      ) : tenants.isError ? (
        <Problem error={tenants.error} retry={() => void tenants.refetch()} />
      ) : rows.length === 0 ? (
        <Card>
          <Empty icon={Building2} title="No business yet">
            <p>
              Write a configuration, then run <code>spotfunnel config push FILE</code>: it is
              compiled, tried with text calls, and activated.
            </p>
          </Empty>
        </Card>
      ) : (
        <ul className={css.grid} data-testid="businesses">
          {rows.map((one) => (
            <li key={one.tenant}>
              <Link to="/businesses/$tenant" params={{ tenant: one.tenant }} className={css.tile}>
                <span className={css.tileName}>
                  <b>{one.name || one.tenant}</b>
                  {one.version > 0 ? (
                    <Chip tone="good">Version {one.version}</Chip>
                  ) : (
                    <Chip tone="warn">Nothing active</Chip>
                  )}
                </span>
                <span className={kit.hint}>{one.tenant}</span>
                <span className={css.tileNumbers}>
                  {one.numbers.length === 0 ? 'No number' : one.numbers.map(phone).join(' · ')}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
