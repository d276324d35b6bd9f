// Takes addresses out of package-lock.json that npm puts there and nothing needs: it names no host.
import { readFileSync, writeFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const one of Object.values(lock.packages)) {
  delete one.funding
  delete one.resolved
  delete one.deprecated
}
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
