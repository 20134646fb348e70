import { useStore } from "@nanostores/react"
import { QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { Problem } from "../../client/problem.ts"
import { forget, keepOnLeave, takeUp } from "../../client/last-known.ts"
import { makeQueryClient, me } from "../../client/queries.ts"
import { waitingUntil } from "../../client/request.ts"
import { isSignedIn, toSignIn } from "../../client/sign-in.ts"
import { goLive } from "../../live/connect.ts"
import { keepFresh } from "../../live/refresh.ts"
import { announcement, toasts } from "../../live/store.ts"
import { KeyboardHelp } from "./KeyboardHelp.tsx"
import { AfterPaint } from "../parts/AfterPaint.tsx"
import { whenIdle } from "../../client/page-time.ts"
import { LostAccounts } from "./LostAccounts.tsx"
import { OfflineNotice } from "./OfflineNotice.tsx"
import { Loading } from "../parts/Missing.tsx"
import { StopEverything } from "./StopEverything.tsx"
import { StatusBar } from "./StatusBar.tsx"
import { useNow } from "../parts/use-now.ts"

const client = makeQueryClient()

/** The live connection is begun so long after the page was drawn at the latest, ms. */
const LIVE_WITHIN = 300

const Spoken = () => (
  <p className="unseen" role="status" aria-live="polite">
    {useStore(announcement)}
  </p>
)

/** A limit of ours is waited for: what was pressed goes on by itself. */
const Waits = () => {
  const until = useStore(waitingUntil)
  const now = useNow()
  if (until <= now) return null
  return (
    <div className="toast warn" aria-live="off" data-testid="waits">
      Too many requests at once: it goes on by itself in {Math.ceil((until - now) / 1_000)} s
    </div>
  )
}

const Toasts = () => (
  <div className="toasts" role="status">
    {useStore(toasts).map(({ id, text, tone }) => (
      <div key={id} className={`toast ${tone}`}>
        {text}
      </div>
    ))}
    <Waits />
  </div>
)

/** Who is signed in is let in nowhere, for a reason that they have to read: their data is being erased, say. */
const TurnedAway = ({ why }: { why: Problem }) => (
  <main className="page" id="content">
    <h1>You can’t come in just now</h1>
    <p role="alert" data-testid="turned-away">
      {why.message}
    </p>
    <p>
      <button type="button" className="button" onClick={() => toSignIn(client)}>
        Sign in
      </button>
    </p>
  </main>
)

/** Around every page: who is signed in, the status bar, the live connection, messages, keys. */
export const Frame = ({ children }: { children: ReactNode }) => {
  const [ready, setReady] = useState(false)
  const [turnedAway, setTurnedAway] = useState<Problem>()
  useEffect(() => {
    let end = () => {}
    const open = () => {
      setReady(true)
      // Not in one go with drawing the page.
      end = whenIdle(() => {
        const stops = [goLive(client), keepFresh(client), keepOnLeave(client)]
        end = () => stops.forEach((stop) => stop())
      }, LIVE_WITHIN)
    }
    client.query({ ...me, retry: false }).then(
      ({ id }) => {
        takeUp(client, id)
        open()
      },
      (error: unknown) => {
        if (error instanceof Problem && error.status === 401)
          return isSignedIn().then((known) => {
            if (!known) return toSignIn(client)
            forget(client)
            setTurnedAway(error)
          })
        takeUp(client, undefined)
        open()
      }
    )
    return () => end()
  }, [])
  return (
    <QueryClientProvider client={client}>
      {ready ? (
        <>
          <StatusBar />
          <StopEverything />
          <OfflineNotice />
          <LostAccounts />
          <AfterPaint>
            <main className="page" id="content">
              {children}
            </main>
          </AfterPaint>
        </>
      ) : turnedAway !== undefined ? (
        <TurnedAway why={turnedAway} />
      ) : (
        <div className="opening">
          <Loading height={56} label="Opening" />
        </div>
      )}
      <Toasts />
      <Spoken />
      <KeyboardHelp />
    </QueryClientProvider>
  )
}
