import { Link } from '@tanstack/react-router'
import { Grip, Mic, PhoneOff, RotateCcw, TriangleAlert, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Fields } from '@/call/fields'
import { useStory } from '@/call/story-of'
import { Transcript } from '@/call/transcript'
import { outcomeWords } from '@/call/words'
import { phone } from '@/format/phone'
import { mmss } from '@/format/time'
import { Button, buttonClass } from '@/kit/controls'
import { Modal, ModalTitle } from '@/kit/dialog'
import type { TalkTo } from '@/kit/talk-door'
import { CURES } from './cures'
import type { Phase, TalkState } from './machine'
import css from './talk.module.css'
import { useTalk } from './use-talk'

const PHASES: Readonly<Record<Phase, string>> = {
  asking: 'Allow the microphone',
  connecting: 'Connecting…',
  listening: 'Listening to you',
  speaking: 'Agent is speaking',
  ended: 'Call ended',
  failed: 'Not connected',
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** Talk to a business's agent from this browser, whatever carries the sound. */
export default function TalkPanel({ to, onClose }: { to: TalkTo; onClose: () => void }) {
  const meter = useRef<HTMLDivElement>(null)
  const onLevel = useCallback((level: number) => {
    meter.current?.style.setProperty('--level', level.toFixed(3))
    meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)))
  }, [])
  const { state, over, press, hangUp, again } = useTalk(to, onLevel)
  const { story } = useStory(state.call, undefined, { whenHidden: true })
  const close = () => {
    hangUp()
    onClose()
  }
  return (
    <Modal open wide sheet title={`Talk to ${to.name}`} onClose={close} data-testid="talk-panel">
      <header className={css.top}>
        <div>
          <ModalTitle>Talk to {to.name}</ModalTitle>
          <p>{to.number ? phone(to.number) : 'A test call: it is recorded like any other'}</p>
        </div>
        <Button look="quiet" icon aria-label="Close" onClick={close}>
          <X size={18} aria-hidden />
        </Button>
      </header>
      <div
        className={css.body}
        data-phase={state.phase}
        data-testid="talk-state"
        data-call={state.call ?? ''}
      >
        <div className={css.console}>
          <Orb phase={state.phase} running={!over} />
          {/* biome-ignore lint/a11y/useSemanticElements: a meter element's bar can't be drawn as one. */}
          <div
            ref={meter}
            className={css.meter}
            role="meter"
            aria-label="Your microphone"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={0}
            data-testid="level"
          >
            <Mic size={14} aria-hidden />
            <span />
          </div>
          {over ? (
            <Over state={state} outcome={story.ended?.outcome} again={again} onClose={onClose} />
          ) : (
            <Controls
              open={state.phase === 'listening' || state.phase === 'speaking'}
              keypad={state.keys}
              press={press}
              hangUp={hangUp}
            />
          )}
        </div>
        <div className={css.heard}>
          <Said lines={story.lines} live={!over} failed={state.phase === 'failed'} />
          {story.fields.length > 0 ? (
            <div className={css.fields}>
              <Fields fields={story.fields} over={over} />
            </div>
          ) : null}
        </div>
      </div>
    </Modal>
  )
}

function Said({
  lines,
  live,
  failed,
}: {
  lines: Parameters<typeof Transcript>[0]['lines']
  live: boolean
  failed: boolean
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={css.said} aria-label="What is said" tabIndex={0}>
      <Transcript
        lines={lines}
        live={live}
        empty={failed ? 'Nothing was said.' : 'What you both say appears here.'}
      />
    </section>
  )
}

function Orb({ phase, running }: { phase: Phase; running: boolean }) {
  const [seconds, setSeconds] = useState(0)
  const connected = phase === 'listening' || phase === 'speaking'
  useEffect(() => {
    if (!connected) return undefined
    const timer = setInterval(() => setSeconds((n) => n + 1), 1_000)
    return () => clearInterval(timer)
  }, [connected])
  return (
    <div className={css.state}>
      <span className={css.orb} data-phase={phase} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
        <i />
      </span>
      <strong role="status" data-testid="phase">
        {PHASES[phase]}
      </strong>
      <span className={css.clock}>{running || seconds > 0 ? mmss(seconds * 1_000) : ' '}</span>
    </div>
  )
}

function Controls({
  open,
  keypad,
  press,
  hangUp,
}: {
  open: boolean
  keypad: boolean
  press: (key: string) => void
  hangUp: () => void
}) {
  const [keys, setKeys] = useState(false)
  useEffect(() => {
    if (!keys) return undefined
    const pressed = (event: KeyboardEvent) => {
      if (KEYS.includes(event.key)) press(event.key)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [keys, press])
  return (
    <>
      {keys ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame and wants a legend.
        <div className={css.keypad} role="group" aria-label="Keypad" data-testid="keypad">
          {KEYS.map((key) => (
            <button key={key} type="button" disabled={!open} onClick={() => press(key)}>
              {key}
            </button>
          ))}
        </div>
      ) : null}
      <div className={css.controls}>
        {keypad ? (
          <Button
            aria-expanded={keys}
            data-testid="keypad-toggle"
            onClick={() => setKeys((shown) => !shown)}
          >
            <Grip size={16} aria-hidden />
            Keypad
          </Button>
        ) : null}
        <button type="button" className={css.hangUp} data-testid="hang-up" onClick={hangUp}>
          <PhoneOff size={18} aria-hidden />
          Hang up
        </button>
      </div>
    </>
  )
}

function Over({
  state,
  outcome,
  again,
  onClose,
}: {
  state: TalkState
  outcome: string | undefined
  again: () => void
  onClose: () => void
}) {
  const trouble = state.trouble ? CURES[state.trouble.what] : null
  const detail = state.trouble?.what === 'not_offered' ? state.trouble.detail : ''
  return (
    <div className={css.over}>
      {trouble ? (
        <div
          className={css.trouble}
          role="alert"
          data-testid="trouble"
          data-what={state.trouble?.what}
        >
          <TriangleAlert size={18} aria-hidden />
          <div>
            <strong>{trouble.title}</strong>
            <p>
              {detail ? `${detail} ` : ''}
              {trouble.cure}
            </p>
          </div>
        </div>
      ) : (
        <p className={css.ended} data-testid="ended">
          {outcome ? `${outcomeWords(outcome)}. ` : ''}
          {state.by === 'us' ? 'You hung up.' : 'The agent hung up.'}
        </p>
      )}
      <div className={css.controls}>
        <Button onClick={again} data-testid="again">
          <RotateCcw size={16} aria-hidden />
          {trouble ? 'Try again' : 'Talk again'}
        </Button>
        {state.call ? (
          <Link
            to="/calls/$call"
            params={{ call: state.call }}
            className={buttonClass('primary')}
            data-testid="open-call"
            onClick={onClose}
          >
            Open this call
          </Link>
        ) : null}
      </div>
    </div>
  )
}
