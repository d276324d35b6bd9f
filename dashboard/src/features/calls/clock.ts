import { useEffect, useReducer, useRef } from 'react'

export const SPEEDS = [1, 1.25, 1.5, 2] as const

/** A recording that plays, as the page sees it. Times are milliseconds of the call's clock. */
export interface Player {
  ref: (element: HTMLAudioElement | null) => void
  atMs: number
  playing: boolean
  failed: boolean
  speed: number
  toggle: () => void
  seek: (ms: number) => void
  playFrom: (ms: number) => void
  setSpeed: (speed: number) => void
}

/** Follow an audio element: smoothly while it plays, by its own events otherwise. */
export function usePlayer(): Player {
  const audio = useRef<HTMLAudioElement | null>(null)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const leave = useRef(() => {})

  useEffect(() => () => leave.current(), [])

  const ref = useRef((element: HTMLAudioElement | null) => {
    leave.current()
    audio.current = element
    if (element) leave.current = follow(element, redraw)
  }).current

  const one = audio.current
  const seek = (ms: number) => {
    if (!audio.current) return
    const lastMs = Number.isFinite(audio.current.duration) ? audio.current.duration * 1_000 : ms
    audio.current.currentTime = Math.max(0, Math.min(ms, lastMs)) / 1_000
    redraw()
  }
  const play = () => void audio.current?.play().catch(() => redraw())
  return {
    ref,
    atMs: (one?.currentTime ?? 0) * 1_000,
    playing: one !== null && !one.paused && !one.ended,
    failed: one?.error != null,
    speed: one?.playbackRate ?? 1,
    toggle: () => (audio.current?.paused ? play() : audio.current?.pause()),
    seek,
    playFrom: (ms) => {
      seek(ms)
      play()
    },
    setSpeed: (speed) => {
      if (audio.current) audio.current.playbackRate = speed
    },
  }
}

const EVENTS = [
  'play',
  'pause',
  'ended',
  'seeked',
  'ratechange',
  'loadedmetadata',
  'error',
] as const
const EVERY_MS = 60

function follow(element: HTMLAudioElement, redraw: () => void): () => void {
  let timer = 0
  const changed = () => {
    clearInterval(timer)
    if (!element.paused && !element.ended) timer = window.setInterval(redraw, EVERY_MS)
    redraw()
  }
  for (const name of EVENTS) element.addEventListener(name, changed)
  return () => {
    clearInterval(timer)
    for (const name of EVENTS) element.removeEventListener(name, changed)
  }
}
