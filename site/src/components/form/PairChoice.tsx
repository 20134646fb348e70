import { keepPreviousData, useQueries, useQueryClient, useMutation } from "@tanstack/react-query"
import { useDeferredValue, useId, useState } from "react"
import { ask } from "../../client/ask.ts"
import { follow } from "../../client/follow.ts"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import type { Place } from "./place.ts"

/** Offered at once; who looks for another types on. */
const SHOWN = 20
const HOUR = 3_600_000

/** A venue of which more can be searched than the page knows. */
export interface Searched {
  readonly id: string
  readonly name: string
}

interface Option {
  readonly venue: string
  readonly symbol: string
  /** Beside the pair. */
  readonly says: string
  /** It is followed once it is chosen. */
  readonly found: boolean
}

const bare = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9.]/g, "")
const keyOf = ({ symbol, venue }: Pick<Option, "symbol" | "venue">): string => `${venue}/${symbol}`

/** A pair, typed or picked: the page's own first, then what venues that list thousands have of that name. */
export const PairChoice = ({
  label,
  places,
  chosen,
  searched,
  kind,
  nameOf,
  onChoose
}: {
  label: string
  places: ReadonlyArray<Place>
  chosen: Place
  searched: ReadonlyArray<Searched>
  kind: "SPOT" | "FUTURES"
  nameOf: (place: Place) => string
  onChoose: (place: { venue: string; symbol: string }) => void
}) => {
  const client = useQueryClient()
  const list = useId()
  const [typed, setTyped] = useState<string>()
  const [active, setActive] = useState(0)
  const open = typed !== undefined
  const text = useDeferredValue(typed?.trim() ?? "")
  const found = useQueries({
    queries: searched.map(({ id }) => ({
      queryKey: ["pairs", id, text],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask("GET /venues/:venue/instruments", {
          signal,
          params: { venue: id },
          query: { text, limit: String(SHOWN) }
        }),
      enabled: open && text !== "",
      staleTime: HOUR,
      retry: false,
      placeholderData: keepPreviousData
    }))
  })
  const choose = useMutation({
    mutationFn: async (one: Option) => {
      if (one.found) await follow(client, one.venue, one.symbol)
      return one
    },
    onSuccess: ({ symbol, venue }) => onChoose({ venue, symbol })
  })

  const own = places
    .filter((place) => bare(nameOf(place)).includes(bare(text)))
    .slice(0, SHOWN)
    .map(({ market, venue, ...place }): Option => ({
      venue,
      symbol: market.symbol,
      says: nameOf({ market, venue, ...place }).slice(market.symbol.length),
      found: market.rests === true
    }))
  const known = new Set(own.map(keyOf))
  const more = found.flatMap(({ data }, index) =>
    text === ""
      ? []
      : (data?.found ?? [])
          .filter(({ instrument }) => instrument.kind === kind)
          .map(({ symbol }): Option => ({
            venue: searched[index]?.id ?? "",
            symbol,
            says: ` · ${searched[index]?.name ?? ""}`,
            found: true
          }))
          .filter((one) => !known.has(keyOf(one)))
  )
  const options = [...own, ...more].slice(0, 2 * SHOWN)
  const total = own.length + found.reduce((sum, { data }) => sum + (text === "" ? 0 : (data?.total ?? 0)), 0)
  const at = Math.min(active, options.length - 1)
  const failed = found.find(({ error }) => error !== null)?.error ?? choose.error
  const looking = found.some(({ isFetching }) => isFetching)

  const show = (next: string) => {
    setTyped(next)
    setActive(0)
  }
  const pick = (one: Option | undefined) => {
    setTyped(undefined)
    if (one !== undefined && keyOf(one) !== keyOf({ venue: chosen.venue, symbol: chosen.market.symbol }))
      choose.mutate(one)
  }
  return (
    <div className="field">
      <label htmlFor="market">{label}</label>
      <span className="input pair-choice">
        <input
          id="market"
          data-testid="market"
          role="combobox"
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={open && at >= 0 ? `${list}-${at}` : undefined}
          aria-describedby={`${list}-says`}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          value={typed ?? (choose.isPending ? choose.variables.symbol : nameOf(chosen))}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onClick={() => !open && show("")}
          onBlur={() => setTyped(undefined)}
          onChange={(event) => show(event.currentTarget.value)}
          onKeyDown={(event) => {
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
            if (step !== 0) {
              event.preventDefault()
              if (!open) show("")
              else if (options.length > 0) setActive((at + step + options.length) % options.length)
            } else if (event.key === "Enter" && open) {
              event.preventDefault()
              pick(options[at])
            } else if (event.key === "Escape" && open) {
              event.preventDefault()
              setTyped(undefined)
            }
          }}
        />
        <div id={list} role="listbox" aria-label={label} hidden={!open || options.length === 0}>
          {options.map((one, index) => (
            <button
              key={keyOf(one)}
              id={`${list}-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The field keeps the focus: without it the list closes.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(one)}
            >
              {one.symbol}
              <span className="soft">{one.says}</span>
            </button>
          ))}
        </div>
      </span>
      <p className={failed === null ? "help" : "problem"} id={`${list}-says`} role="status" data-testid="market-says">
        {failed !== null
          ? sentenceOf(failed)
          : choose.isPending
            ? `Asking for the prices of ${choose.variables.symbol} …`
            : open && looking
              ? "Looking …"
              : open && text !== ""
                ? options.length === 0
                  ? "No such pair: type a coin, such as BTC."
                  : counted(total, "pair")
                : chosen.market.note}
      </p>
    </div>
  )
}
