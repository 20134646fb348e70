import { QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import { type Answer } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"

type Link = Answer<"POST /links/look">

const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
/** Kept out of what a server is asked for: it is behind the mark, which browsers send nowhere. */
const link = (): string => location.hash.slice(1)

const words = ({ action, bot = "the bot" }: Link) =>
  ({
    RESUME: {
      title: `Resume ${bot}?`,
      help: "It goes on where it was paused.",
      act: "Resume",
      done: `${bot} goes on.`
    },
    STOP: {
      title: `Stop ${bot}?`,
      help: "Its orders are cancelled; its position stays as it is.",
      act: "Stop",
      done: `${bot} is being stopped. Its position stays as it is.`
    },
    KILL: {
      title: "Stop everything?",
      help: "Every order is cancelled, every position closed at market, every bot stopped, and nothing starts until you allow it again.",
      act: "Stop everything",
      done: "Everything is being stopped. The dashboard says how far it is."
    }
  })[action]

const Ask = () => {
  const look = useQuery({ queryKey: ["link"], queryFn: () => ask("POST /links/look", { payload: { link: link() } }) })
  const use = useMutation({ mutationFn: () => ask("POST /links/use", { payload: { link: link() } }) })
  if (look.isPending)
    return (
      <p role="status" className="soft">
        Looking at the link …
      </p>
    )
  const error = use.error ?? look.error
  if (error !== null || look.data === undefined)
    return (
      <>
        <h1>This can’t be done</h1>
        <p role="alert" data-testid="link-refused">
          {sentenceOf(error ?? new Error("Nothing was answered."))}
        </p>
      </>
    )
  const { act, done, help, title } = words(look.data)
  return use.isSuccess ? (
    <>
      <h1>Done</h1>
      <p role="status" data-testid="link-done">
        {done}
      </p>
    </>
  ) : (
    <>
      <h1>{title}</h1>
      <p className="soft">{help} This works once.</p>
      <p>
        <button
          type="button"
          className={`button ${look.data.action === "RESUME" ? "primary" : "danger filled"}`}
          data-testid="link-use"
          disabled={use.isPending}
          onClick={() => use.mutate()}
        >
          {use.isPending ? "Just a moment …" : act}
        </button>
      </p>
    </>
  )
}

/** Asks before a link of a message acts: to open the page does nothing. */
export default function Confirm() {
  return (
    <QueryClientProvider client={client}>
      <Ask />
      <p>
        <a className="button" href="/app/">
          Open your dashboard
        </a>
      </p>
    </QueryClientProvider>
  )
}
