import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import {
  Building2,
  CalendarDays,
  HeartPulse,
  Inbox,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  PhoneCall,
  Radio,
  Smartphone,
  Sun,
} from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { api } from '@/api/client'
import { sessionQuery } from '@/api/session'
import type { Session } from '@/api/types'
import { Button, Segments } from '@/kit/controls'
import css from './shell.module.css'
import { applyTheme, storedTheme, THEMES, type Theme } from './theme'

interface Item {
  to: '/' | '/calls' | '/businesses' | '/numbers' | '/deliveries' | '/health'
  words: string
  icon: LucideIcon
}

const OPERATOR: readonly Item[] = [
  { to: '/', words: 'Live', icon: Radio },
  { to: '/calls', words: 'Calls', icon: PhoneCall },
  { to: '/businesses', words: 'Businesses', icon: Building2 },
  { to: '/numbers', words: 'Numbers', icon: Smartphone },
  { to: '/deliveries', words: 'Deliveries', icon: Inbox },
  { to: '/health', words: 'Health', icon: HeartPulse },
]

const CUSTOMER: readonly Item[] = [
  { to: '/', words: 'Today', icon: CalendarDays },
  { to: '/calls', words: 'Calls', icon: PhoneCall },
]

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const operator = session.role === 'operator'
  const main = useFocusOnMove()
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        Skip to content
      </a>
      <header className={css.side}>
        <div className={css.brand}>
          <img src="/favicon.svg" alt="" width={26} height={26} />
          <span>
            {operator ? 'SpotFunnel' : session.name || 'SpotFunnel'}
            <small>{operator ? 'Operator' : 'by SpotFunnel'}</small>
          </span>
        </div>
        <nav aria-label="Pages" className={css.nav} data-items={operator ? 6 : 2}>
          {(operator ? OPERATOR : CUSTOMER).map(({ to, words, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/' }}
              className={css.item}
              activeProps={{ 'aria-current': 'page' }}
            >
              <Icon size={18} strokeWidth={1.9} aria-hidden />
              <span>{words}</span>
            </Link>
          ))}
        </nav>
        <Foot />
      </header>
      <main id="main" ref={main} tabIndex={-1} className={css.main}>
        {children}
      </main>
    </div>
  )
}

const THEME_ICONS: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon }
const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'Auto',
  light: 'Light',
  dark: 'Dark',
}

function Foot() {
  const [theme, setTheme] = useState(storedTheme)
  const client = useQueryClient()
  const out = useMutation({
    mutationFn: () => api.DELETE('/api/session'),
    onSettled: () => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, null)
    },
  })
  const choose = (next: Theme) => {
    applyTheme(next)
    setTheme(next)
  }
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const Icon = THEME_ICONS[theme]
  return (
    <div className={css.foot}>
      <div className={css.themes}>
        <Segments
          label="Colours"
          value={theme}
          options={THEMES.map((one) => [one, THEME_WORDS[one]] as const)}
          onChange={choose}
        />
      </div>
      <Button
        look="quiet"
        icon
        className={css.theme}
        aria-label={`Colours: ${THEME_WORDS[theme]}. Change to ${THEME_WORDS[next]}`}
        onClick={() => choose(next)}
      >
        <Icon size={18} aria-hidden />
      </Button>
      <Button look="quiet" className={css.out} onClick={() => out.mutate()} aria-label="Sign out">
        <LogOut size={16} aria-hidden />
        <span>Sign out</span>
      </Button>
    </div>
  )
}

/** After a move to another page the keyboard stands at its beginning, as after any page load. */
function useFocusOnMove() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}
