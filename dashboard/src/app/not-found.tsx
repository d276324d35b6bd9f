import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { buttonClass } from '@/kit/controls'
import { Empty, useTitle } from '@/kit/page'

export default function NotFound() {
  useTitle('Not found')
  return (
    <Empty icon={SearchX} level="h1" title="There is no such page">
      <p>The address may be mistyped, or what it named was removed.</p>
      <Link to="/" className={buttonClass()}>
        Go to the first page
      </Link>
    </Empty>
  )
}
