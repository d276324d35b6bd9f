import { useEffect, useRef, useState } from 'react'

export type StreamState = 'connecting' | 'open' | 'lost'

type Handlers = Readonly<Record<string, (data: unknown, id: number) => void>>

/** Short at first: a call that has just begun is known here a moment later. */
const RETRY_MS = [250, 500, 1_000, 2_000, 5_000, 10_000]

/**
 * Follows a server-sent stream while the page is looked at.
 *
 * Browsers allow six connections to a server, so a hidden page gives its own back; a page that is
 * shown again starts over, and whoever listens drops what it has by its id.
 */
export function useStream(
  url: string | null,
  handlers: Handlers,
  { whenHidden = false, onOpen }: { whenHidden?: boolean; onOpen?: () => void } = {},
): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  const latest = useRef(handlers)
  latest.current = handlers
  const opened = useRef(onOpen)
  opened.current = onOpen

  useEffect(() => {
    if (url === null) return undefined
    return follow(url, latest, {
      whenHidden,
      onState: setState,
      onOpen: () => opened.current?.(),
    })
  }, [url, whenHidden])

  return url === null ? 'open' : state
}

interface Following {
  whenHidden: boolean
  onState: (state: StreamState) => void
  onOpen: () => void
}

function follow(url: string, handlers: { current: Handlers }, options: Following): () => void {
  let source: EventSource | null = null
  let timer = 0
  let tries = 0

  const stop = () => {
    clearTimeout(timer)
    source?.close()
    source = null
  }
  const start = () => {
    stop()
    source = new EventSource(url)
    source.onopen = () => {
      tries = 0
      options.onState('open')
      options.onOpen()
    }
    source.onerror = () => {
      options.onState('lost')
      // The browser itself comes back from a cut line; after a refusal it gives up, and we don't.
      if (source?.readyState !== EventSource.CLOSED) return
      timer = window.setTimeout(start, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
    }
    for (const name of Object.keys(handlers.current)) {
      source.addEventListener(name, (message) => {
        const { data, lastEventId } = message as MessageEvent<string>
        handlers.current[name]?.(JSON.parse(data), Number(lastEventId))
      })
    }
  }
  const shown = () => {
    if (options.whenHidden) return
    if (document.hidden) stop()
    else if (source === null) start()
  }

  if (options.whenHidden || !document.hidden) start()
  document.addEventListener('visibilitychange', shown)
  return () => {
    document.removeEventListener('visibilitychange', shown)
    stop()
  }
}
