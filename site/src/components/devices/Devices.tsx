import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { endSignIn, type SignedInDevice, signedInDevices } from "../../client/own-server.ts"
import { forget } from "../../client/last-known.ts"
import { sentenceOf } from "../../client/problem.ts"
import { Frame } from "../frame/Frame.tsx"
import { Missing } from "../parts/Missing.tsx"
import { useNow } from "../parts/use-now.ts"
import { ago, exact } from "../../format/time.ts"

const devices = queryOptions({ queryKey: ["devices"], queryFn: signedInDevices, staleTime: 0, refetchInterval: 10_000 })

const SignOut = () => {
  const client = useQueryClient()
  return (
    <a className="button" href="/.auth/logout?post_logout_redirect_uri=/" onClick={() => forget(client)}>
      Sign out
    </a>
  )
}

const One = ({
  device: { browser, current, id, lastSeen, since },
  end,
  now
}: {
  device: SignedInDevice
  end: { readonly isPending: boolean; readonly mutate: (which: { readonly id: string }) => void }
  now: number
}) => (
  <li data-testid="device-row" data-current={current}>
    <span className="spread">
      <strong>{browser}</strong>{" "}
      {current && (
        <span className="chip" data-tone="accent">
          This one
        </span>
      )}
      <br />
      <span className="soft">
        Signed in <span title={exact(since)}>{ago(since, now)}</span>, last seen{" "}
        <span title={exact(lastSeen)}>{current ? "just now" : ago(lastSeen, now)}</span>
      </span>
    </span>
    {current ? (
      <SignOut />
    ) : (
      <button
        type="button"
        className="button danger"
        data-testid="end-device"
        aria-label={`End the sign-in of ${browser}`}
        disabled={end.isPending}
        onClick={() => end.mutate({ id })}
      >
        End
      </button>
    )}
  </li>
)

const List = ({ all }: { all: ReadonlyArray<SignedInDevice> }) => {
  const client = useQueryClient()
  const now = useNow(10_000)
  const end = useMutation({
    mutationFn: endSignIn,
    onSettled: () => client.invalidateQueries({ queryKey: devices.queryKey })
  })
  return (
    <>
      <header>
        <h1 id="devices-title">Signed-in devices</h1>
        <span className="spread" />
        {all.some(({ current }) => !current) && (
          <button
            type="button"
            className="button danger"
            data-testid="end-others"
            disabled={end.isPending}
            onClick={() => end.mutate("OTHERS")}
          >
            End all others
          </button>
        )}
      </header>
      <p className="inside soft">
        Whoever uses one of these trades as you. What is ended is signed out at once, and so are its open pages. Your
        bots go on.
      </p>
      {end.error !== null && <p className="inside problem">{sentenceOf(end.error)}</p>}
      <ul className="list">
        {all.map((device) => (
          <One key={device.id} device={device} end={end} now={now} />
        ))}
      </ul>
    </>
  )
}

const Content = () => {
  const asked = useQuery(devices)
  if (asked.data === undefined) return <Missing what="Your devices can't be shown" asked={[asked]} height={240} />
  return (
    <section className="panel" aria-labelledby="devices-title">
      {asked.data === null ? (
        <>
          <header>
            <h1 id="devices-title">Signed-in devices</h1>
          </header>
          <div className="inside stack">
            <p className="soft">
              You sign in here with another service, which keeps where you are signed in: look there for your devices.
              Signing out here signs out this browser only.
            </p>
            <div className="row">
              <SignOut />
            </div>
          </div>
        </>
      ) : (
        <List all={asked.data} />
      )}
    </section>
  )
}

/** Where the trader is signed in, and the way to end it. */
export default function Devices() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
