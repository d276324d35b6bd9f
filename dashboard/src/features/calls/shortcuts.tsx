import { lazy, Suspense } from 'react'
import { Button } from '@/kit/controls'
import { kit } from '@/kit/page'

const Modal = lazy(() => import('@/kit/dialog').then((all) => ({ default: all.Modal })))

const KEYS = [
  ['j', 'Next call'],
  ['k', 'Previous call'],
  ['Enter', 'Open the call'],
  ['/', 'Search'],
  ['Space', 'Play or pause, on a call’s page'],
  ['← →', 'Five seconds back or on'],
  ['?', 'This list'],
] as const

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  if (!open) return null
  return (
    <Suspense>
      <Modal open title="Keyboard shortcuts" onClose={onClose}>
        <div className={kit.dialogBody}>
          <h2>Keyboard shortcuts</h2>
          <dl className={kit.shortcuts}>
            {KEYS.map(([key, words]) => (
              <Row key={key} name={key} words={words} />
            ))}
          </dl>
          <div className={kit.dialogFoot}>
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      </Modal>
    </Suspense>
  )
}

function Row({ name, words }: { name: string; words: string }) {
  return (
    <>
      <dt>
        <kbd className={kit.kbd}>{name}</kbd>
      </dt>
      <dd>{words}</dd>
    </>
  )
}
