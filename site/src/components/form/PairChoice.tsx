import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useId, useRef, useState } from "react"
import { follow } from "../../client/follow.ts"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import type { Place } from "./place.ts"
import { keyOf, type PairOption, type Searched, usePairOptions } from "./use-pair-options.ts"

/** A pair, typed or picked: the page's own first, then what venues that list thousands have of that name. */
export const PairChoice = ({
  label,
  places,
  chosen,
  searched,
  kind,
  nameOf,
  note = chosen.market.note,
  onChoose
}: {
  label: string
  places: ReadonlyArray<Place>
  chosen: Place
  searched: ReadonlyArray<Searched>
  kind: "SPOT" | "FUTURES"
  nameOf: (place: Place) => string
  /** What is said of the chosen one below it. */
  note?: string | undefined
  onChoose: (place: { venue: string; symbol: string }) => void
}) => {
  const client = useQueryClient()
  const list = useId()
  const box = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState<string>()
  const [active, setActive] = useState(0)
  const open = typed !== undefined
  const { error, looking, options, text, total } = usePairOptions(typed, places, nameOf, searched, kind)
  const choose = useMutation({
    mutationFn: async (one: PairOption) => {
      if (one.found) await follow(client, one.venue, one.symbol)
      return one
    },
    onSuccess: ({ symbol, venue }) => onChoose({ venue, symbol })
  })
  const at = Math.min(active, options.length - 1)
  const failed = error ?? choose.error

  const show = (next: string) => {
    setTyped(next)
    setActive(0)
  }
  const pick = (one: PairOption | undefined) => {
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
          aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
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
              else if (options.length > 0) {
                const next = (at + step + options.length) % options.length
                setActive(next)
                box.current?.children[next]?.scrollIntoView({ block: "nearest" })
              }
            } else if (event.key === "Enter" && open) {
              event.preventDefault()
              pick(options[at])
            } else if (event.key === "Escape" && open) {
              event.preventDefault()
              setTyped(undefined)
            }
          }}
        />
        <div id={list} ref={box} role="listbox" aria-label={label} hidden={options.length === 0}>
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
                  ? "No such pair: type a coin such as BTC or, where shares trade, a ticker."
                  : counted(total, "pair")
                : note}
      </p>
    </div>
  )
}
