import { useIsFetching, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { whenIdle } from "../../client/page-time.ts"
import { useNear } from "./use-near.ts"

const Place = ({ height, onWanted }: { height: number; onWanted: () => void }) => {
  const [near, place] = useNear()
  const client = useQueryClient()
  const asks = useIsFetching() > 0
  useEffect(() => {
    if (near) onWanted()
    // What was just drawn may have asked for more.
    else if (!asks) return whenIdle(() => client.isFetching() === 0 && onWanted())
    return undefined
  }, [near, asks, client, onWanted])
  return <div ref={place} style={{ height }} />
}

/**
 * What lies below the first screen: made when its place (so high until then, px) comes near the screen, else once the page
 * has everything it asked for and nothing to do. So it takes nothing from what is seen first, and is there to be searched.
 */
export const BelowScreen = ({ height, children }: { height: number; children: ReactNode }) => {
  const [made, setMade] = useState(false)
  const [make] = useState(() => () => setMade(true))
  return made ? children : <Place height={height} onWanted={make} />
}
