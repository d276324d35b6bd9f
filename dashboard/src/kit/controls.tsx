import type { ComponentProps, ReactNode } from 'react'

import css from './kit.module.css'

export type Tone = 'good' | 'neutral' | 'warn' | 'bad' | 'live'

export const classes = (...names: (string | false | undefined)[]): string =>
  names.filter(Boolean).join(' ')

type Look = 'plain' | 'primary' | 'danger' | 'quiet'

/** How a button looks, for links that act as one. */
export const buttonClass = (look: Look = 'plain', small = false): string =>
  classes(css.button, look !== 'plain' && css[look], small && css.small)

export function Button({
  look = 'plain',
  small = false,
  icon = false,
  className,
  ...rest
}: ComponentProps<'button'> & { look?: Look; small?: boolean; icon?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(buttonClass(look, small), icon && css.icon, className)}
    />
  )
}

export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={css.chip} data-tone={tone}>
      {tone === 'live' ? <Dot beats /> : null}
      {children}
    </span>
  )
}

export function Dot({ beats = false }: { beats?: boolean }) {
  return <span className={css.dot} data-beats={beats} aria-hidden="true" />
}

export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame and wants a legend.
    <div role="group" aria-label={label} className={css.segments}>
      {options.map(([key, words]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {words}
        </button>
      ))}
    </div>
  )
}
