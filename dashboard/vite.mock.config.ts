import { mergeConfig } from 'vite'
import { mockApi } from './dev/mock'
import config from './vite.config'

/** `npm run dev`: the page over made-up calls, for work on how it looks. Never shipped. */
export default mergeConfig(config, { plugins: [mockApi()] })
