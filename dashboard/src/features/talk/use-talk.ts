import { useCallback, useEffect, useReducer, useRef } from 'react'
import { api } from '@/api/client'
import { wordsFor } from '@/api/problem'
import type { TalkTo } from '@/kit/talk-door'
import { type Line, type LineEvents, letGo, openMicrophone, TalkTrouble } from './line'
import { isOver, type Signal, START, talk } from './machine'
import { openSocketLine } from './socket-line'

async function dial(to: TalkTo, microphone: MediaStream, on: LineEvents): Promise<Line> {
  const body = to.number ? { tenant: to.tenant, number: to.number } : { tenant: to.tenant }
  const way = await api
    .POST('/api/talk', { body })
    .then(({ data }) => data)
    .catch((error: unknown) => {
      throw new TalkTrouble('not_offered', wordsFor(error))
    })
  if (!way) throw new TalkTrouble('not_offered')
  if (way.kind === 'socket') return openSocketLine(way, microphone, on)
  const { openRoomLine } = await import('./room-line')
  return openRoomLine(way, microphone, on)
}

/** Begin a call; returns what ends it, at whatever point it has got to. */
function begin(to: TalkTo, send: (signal: Signal) => void, on: Pick<LineEvents, 'onLevel'>) {
  let gone = false
  let line: Line | null = null
  const over = (signal: Signal) => {
    if (gone) return
    gone = true
    line?.close()
    send(signal)
  }
  const run = async () => {
    const microphone = await openMicrophone()
    if (gone) return letGo(microphone)
    send({ is: 'microphone' })
    try {
      line = await dial(to, microphone, {
        ...on,
        onCall: (call) => send({ is: 'call', call }),
        onSpeaking: (speaking) => send({ is: 'speaking', speaking }),
        onEnded: () => over({ is: 'ended', by: 'them' }),
        onTrouble: (what) => over({ is: 'trouble', what }),
      })
    } catch (error) {
      letGo(microphone)
      throw error
    }
    if (gone) line.close()
    else send({ is: 'connected', keys: line.press !== null })
  }
  run().catch((error: unknown) => {
    const what = error instanceof TalkTrouble ? error.what : 'lost'
    over({ is: 'trouble', what, detail: error instanceof Error ? error.message : '' })
  })
  return {
    press: (key: string) => line?.press?.(key),
    hangUp: () => over({ is: 'ended', by: 'us' }),
    leave: () => {
      gone = true
      line?.close()
    },
  }
}

/** One call from this browser, begun at once; `again` begins another after it. */
export function useTalk(to: TalkTo, onLevel: (level: number) => void) {
  const [state, send] = useReducer(talk, START)
  const [round, another] = useReducer((n: number) => n + 1, 0)
  const running = useRef<ReturnType<typeof begin> | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is a call of its own.
  useEffect(() => {
    const call = begin(to, send, { onLevel })
    running.current = call
    return call.leave
  }, [to, onLevel, round])
  return {
    state,
    over: isOver(state.phase),
    press: useCallback((key: string) => running.current?.press(key), []),
    hangUp: useCallback(() => running.current?.hangUp(), []),
    again: useCallback(() => {
      send({ is: 'again' })
      another()
    }, []),
  }
}
