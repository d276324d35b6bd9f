import { useEffect, useReducer } from 'react'
import { useStream } from '@/api/stream'
import type { CallPage, Entry, Field, Said } from '@/api/types'
import { EMPTY, type Ended, type Heard, hear, opened, type Story } from './story'

type Step =
  | Heard
  | { name: 'opened'; page: Pick<CallPage, 'transcript' | 'fields'> }
  | { name: 'other' }

function step(story: Story, next: Step): Story {
  if (next.name === 'other') return EMPTY
  return next.name === 'opened' ? opened(next.page, story) : hear(story, next)
}

/**
 * Follow a call while it goes on.
 *
 * @param call Whose; null follows nothing.
 * @param page What was stored, where it was asked for: shown at once.
 */
export function useStory(
  call: string | null,
  page?: Pick<CallPage, 'transcript' | 'fields'>,
  options: { whenHidden?: boolean } = {},
) {
  const [story, send] = useReducer(step, EMPTY)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call is another story.
  useEffect(() => send({ name: 'other' }), [call])
  useEffect(() => {
    if (page) send({ name: 'opened', page })
  }, [page])
  const stream = useStream(
    call === null || story.ended !== null ? null : `/api/calls/${encodeURIComponent(call)}/live`,
    {
      said: (data, seq) => send({ name: 'said', seq, data: data as Said }),
      field: (data, seq) => send({ name: 'field', seq, data: data as Field }),
      entry: (data, seq) => send({ name: 'entry', seq, data: data as Entry }),
      ended: (data, seq) => send({ name: 'ended', seq, data: data as Ended }),
    },
    options,
  )
  return { story, stream }
}
