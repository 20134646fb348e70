import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import { ago, moment } from "../../format/time.ts"
import { useLost } from "./use-lost.ts"

/** Says that what is shown is the last known state, and of when, while there is no connection. */
export const OfflineNotice = () => {
  const client = useQueryClient()
  const { heard, lost, now } = useLost()
  const was = useRef(lost)
  useEffect(() => {
    if (was.current && !lost) void client.invalidateQueries()
    was.current = lost
  }, [lost, client])
  if (!lost) return null
  return (
    <div className="offline">
      <div className="notice" data-tone="warn" role="status" data-testid="offline">
        <strong>No connection.</strong>
        <span className="spread">
          What you see is the last known state
          {heard !== undefined && `, from ${moment(heard, now)} (${ago(heard, now)})`}. Your bots go on where they run;
          this page comes back by itself.
        </span>
      </div>
    </div>
  )
}
