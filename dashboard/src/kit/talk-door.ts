import { createContext, useContext } from 'react'

/** Whose agent to talk to, and on which of its numbers. */
export interface TalkTo {
  tenant: string
  name: string
  number?: string
}

export const TalkDoor = createContext<(to: TalkTo) => void>(() => {})

/** Opens the panel to talk to a business's agent, wherever the page is. */
export const useTalkDoor = () => useContext(TalkDoor)
