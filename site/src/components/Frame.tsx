import { useStore } from "@nanostores/react"
import { QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { Problem } from "../client/problem.ts"
import { keepOnLeave, takeUp } from "../client/keep.ts"
import { makeQueryClient, me } from "../client/queries.ts"
import { toSignIn } from "../client/sign-in.ts"
import { goLive } from "../live/connect.ts"
import { keepFresh } from "../live/refresh.ts"
import { announcement, toasts } from "../live/store.ts"
import { Help } from "./Help.tsx"
import { Later } from "./Later.tsx"
import { OfflineNotice } from "./OfflineNotice.tsx"
import { Loading } from "./States.tsx"
import { Strip } from "./Strip.tsx"

const client = makeQueryClient()

const Spoken = () => (
  <p className="unseen" role="status" aria-live="polite">
    {useStore(announcement)}
  </p>
)

const Toasts = () => (
  <div className="toasts" role="status">
    {useStore(toasts).map(({ id, text, tone }) => (
      <div key={id} className={`toast ${tone}`}>
        {text}
      </div>
    ))}
  </div>
)

type Opening = { readonly ready: false } | { readonly ready: true; readonly keptAt: number | undefined }

/** Around every page: who is signed in, the strip, the live connection, messages, keys. */
export const Frame = ({ children }: { children: ReactNode }) => {
  const [opening, setOpening] = useState<Opening>({ ready: false })
  useEffect(() => {
    let end = () => {}
    const open = (keptAt: number | undefined) => {
      setOpening({ ready: true, keptAt })
      const stops = [goLive(client), keepFresh(client), keepOnLeave(client)]
      end = () => stops.forEach((stop) => stop())
    }
    client.query({ ...me, retry: false }).then(
      ({ id }) => {
        takeUp(client, id)
        open(undefined)
      },
      (error: unknown) => {
        if (error instanceof Problem && error.status === 401) return toSignIn(client)
        open(takeUp(client, undefined))
      }
    )
    return () => end()
  }, [])
  return (
    <QueryClientProvider client={client}>
      {opening.ready ? (
        <>
          <Strip />
          <OfflineNotice keptAt={opening.keptAt} />
          <Later>{children}</Later>
        </>
      ) : (
        <div className="opening">
          <Loading height={56} label="Opening" />
        </div>
      )}
      <Toasts />
      <Spoken />
      <Help />
    </QueryClientProvider>
  )
}
