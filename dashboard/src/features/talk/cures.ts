import type { Trouble } from './machine'

/** What to tell a person about each trouble: what it is, and what helps. */
export const CURES: Readonly<Record<Trouble, { title: string; cure: string }>> = {
  insecure: {
    title: 'The microphone needs a secure address',
    cure: 'Browsers give a microphone to https addresses only, or to 127.0.0.1 on the machine itself. Open this page there.',
  },
  unsupported: {
    title: 'This browser can’t record sound',
    cure: 'Use a current version of Chrome, Edge, Firefox or Safari, or ring the number from a phone.',
  },
  refused: {
    title: 'The microphone was not allowed',
    cure: 'Press the icon beside the address, allow the microphone for this page, then try again.',
  },
  no_microphone: {
    title: 'No microphone was found',
    cure: 'Plug one in or choose one in the system’s sound settings, then try again. Or ring the number from a phone.',
  },
  microphone_busy: {
    title: 'The microphone is in use',
    cure: 'Close whatever else records, such as a meeting, then try again.',
  },
  not_offered: {
    title: 'No call could be placed',
    cure: 'Try again in a moment. If it stays so, look at Health.',
  },
  lost: {
    title: 'The line was lost',
    cure: 'Check the connection, then try again. What was said until then is kept.',
  },
}
