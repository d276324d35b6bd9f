// Prints what each route's JavaScript weighs (gzip) and fails when the first one is over budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

// Sound over WebRTC is livekit-client's own weight, and fetched when a call is placed.
const BUDGET_KIB = { first: 120, lazy: 80, room: 170 }
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const kib = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1024
const reach = (key, seen = new Set()) => {
  if (!seen.has(key)) {
    seen.add(key)
    for (const next of manifest[key].imports ?? []) reach(next, seen)
  }
  return seen
}
const weigh = (keys) => [...keys].reduce((sum, key) => sum + kib(manifest[key].file), 0)

const entry = reach('index.html')
const rows = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry)
  .map((key) => [key, weigh([...reach(key)].filter((one) => !entry.has(one)))])
const firstPages = rows.filter(([key]) => /features\/(live|today)\//.test(key))
const first = weigh(entry) + Math.max(0, ...firstPages.map(([, size]) => size))
console.log(
  `entry ${weigh(entry).toFixed(1)} KiB; first route ${first.toFixed(1)} of ${BUDGET_KIB.first} KiB`,
)
for (const [key, size] of rows) console.log(`  + ${size.toFixed(1).padStart(6)} KiB  ${key}`)
const budget = (key) => (key.includes('room-line') ? BUDGET_KIB.room : BUDGET_KIB.lazy)
const over = rows.filter(([key, size]) => size > budget(key))
if (first > BUDGET_KIB.first || over.length > 0) process.exit(1)
