import { wordsFor } from '@/api/problem'
import { Button } from '@/kit/controls'
import { Frame } from './frame'

export default function Unreachable({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Frame title="SpotFunnel can’t be reached">
      <p role="alert">{wordsFor(error)}</p>
      <p>Calls are answered all the same: this page is not part of them.</p>
      <Button look="primary" onClick={retry}>
        Try again
      </Button>
    </Frame>
  )
}
