import type { ReactNode } from 'react'
import { useTitle } from '@/kit/page'
import css from './session.module.css'

/** A page for who isn't in yet. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title)
  return (
    <main className={css.page}>
      <div className={css.card}>
        <img src="/favicon.svg" alt="SpotFunnel" width={40} height={40} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

export function HowToGetALink() {
  return (
    <div className={css.how}>
      <h2>How to get a link</h2>
      <p>
        <strong>Business owners:</strong> ask SpotFunnel for a new link; it signs this device in.
      </p>
      <p>
        <strong>Operators:</strong> run <code>spotfunnel link</code> where SpotFunnel runs, or start
        it again: it prints one.
      </p>
    </div>
  )
}
