"""Invoices, receipts and credit notes (002-11, 002-28)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Day,
    found,
    invoice_id,
    payment_id,
    refund_id,
    sale_id,
    several,
)
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import Command, Key, carry_out, keyed, read
from bookingcore.desk.selling.numbering import next_paper
from bookingcore.desk.selling.part import Part
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind
from bookingcore.domain.sales.invoicing import (
    Numbered,
    decide_credit_note,
    decide_invoice,
    decide_receipt,
    refuse_credit_note,
    refuse_invoice,
    refuse_receipt,
)
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, shown
from bookingcore.domain.values.ids import CustomerId, SaleId
from bookingcore.domain.values.moments import as_date
from bookingcore.errors import InvalidInput
from bookingcore.ports.papers import InvoicesIssued, InvoicesOfSale
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

T = TypeVar("T")


@frozen(kw_only=True)
class _Paper:
    """A paper that was asked for.

    Attributes:
        is_there: whether one that the sale has already is the one.
        refuse: refuses to write it.
        write: writes it.
    """

    kind: InvoiceKind
    sale: SaleId
    is_there: Callable[[Invoice], bool]
    refuse: Callable[[Sale], None]
    write: Callable[[Numbered, Sale, Customer], Decision[Invoice]]


class _WrittenBefore(Exception):
    """The paper is there: the unit is undone, so that not even a key leaves a number behind."""

    def __init__(self, paper: Invoice) -> None:
        super().__init__()
        self.paper = paper


@frozen
class Invoicing(Part):
    """Papers about sales, each with a number of its kind, without gaps."""

    def invoice(
        self, sale: Sale | str, *, due_on: Day | None = None, key: str | None = None
    ) -> Invoice:
        """Invoice a sale (002-11, 002-28); one that is invoiced keeps its invoice.

        Args:
            sale: which one.
            due_on: the day by which it is to be paid; None for at once.
            key: idempotency key.

        Raises:
            SaleVoided: the sale was undone.
            InvalidInput: a day that is over.
            Unknown: no such sale here.
        """
        id, last = sale_id(sale), None if due_on is None else as_date(due_on, "due_on")

        def decide(unit: Unit, now: DateTime) -> Decision[Invoice]:
            paper = _Paper(
                kind=InvoiceKind.INVOICE,
                sale=id,
                is_there=lambda known: known.kind is InvoiceKind.INVOICE,
                refuse=lambda sold: refuse_invoice(sold, last, self._today(unit, now)),
                write=lambda numbered, sold, buyer: decide_invoice(numbered, sold, buyer, last),
            )
            return self._once(unit, now, paper)

        return self._issue("invoice", OwnerOf(Sale, id), decide, keyed(key, id, str(last)))

    def receipt(self, payment: Payment | str) -> Invoice:
        """Acknowledge a payment (001-30); one that has a receipt keeps it.

        Raises:
            PaymentNotCaptured: its money is not there.
            Unknown: no such payment here.
        """
        id = payment_id(payment)

        def decide(unit: Unit, now: DateTime) -> Decision[Invoice]:
            taken = _row(unit, ById(Payment, id), "payment")
            paper = _Paper(
                kind=InvoiceKind.RECEIPT,
                sale=taken.sale_id,
                is_there=lambda known: known.payment_id == id,
                refuse=lambda _: refuse_receipt(taken),
                write=lambda numbered, sold, buyer: decide_receipt(numbered, taken, sold, buyer),
            )
            return self._once(unit, now, paper)

        return self._issue("receipt", OwnerOf(Payment, id), decide)

    def credit_note(self, refund: Refund | str) -> Invoice:
        """Say on paper that money went back; a refund that has a credit note keeps it.

        Raises:
            RefundNotDone: its money has not gone back, or not all of it.
            Unknown: no such refund here.
        """
        id = refund_id(refund)

        def decide(unit: Unit, now: DateTime) -> Decision[Invoice]:
            back = _row(unit, ById(Refund, id), "refund")
            paper = _Paper(
                kind=InvoiceKind.CREDIT_NOTE,
                sale=back.sale_id,
                is_there=lambda known: known.refund_id == id,
                refuse=lambda _: refuse_credit_note(back),
                write=lambda numbered, sold, buyer: decide_credit_note(numbered, back, sold, buyer),
            )
            return self._once(unit, now, paper)

        return self._issue("credit_note", OwnerOf(Refund, id), decide)

    def get_invoice(self, invoice: Invoice | str) -> Invoice:
        """An invoice, receipt or credit note by its id.

        Raises:
            Unknown: none with that id here, or not one of the customer who asks.
        """
        id = invoice_id(invoice)

        def ask(reader: Reader) -> Invoice:
            known = _row(reader, ById(Invoice, id), "invoice")
            refuse_foreign(self._context.actor, known.customer_id, "invoice", id)
            return known

        return read(self._context, "sales.get_invoice", ask)

    def invoices(
        self,
        customer: Customer | str | None = None,
        *,
        between: tuple[Day, Day] | None = None,
        kind: InvoiceKind | None = None,
    ) -> tuple[Invoice, ...]:
        """Invoices, receipts and credit notes, in order of issue.

        Args:
            customer: whose; None for everybody's, or their own where a customer asks.
            between: only those of these days, both included, in the center's zone.
            kind: only those; None for all.

        Raises:
            InvalidInput: not two days, or the wrong way round.
            Unknown: no such customer here, or not the one who asks.
        """
        actor, days = self._context.actor, _days(between)
        only = InvoiceKind if kind is None else (member(kind, "kind", InvoiceKind),)
        whose = actor.customer_id if customer is None and isinstance(actor, Oneself) else customer

        def of(who: CustomerId, reader: Reader) -> tuple[Invoice, ...]:
            card_of(who, reader)
            known = reader.load(Owned(Invoice, who))[Owned(Invoice, who)]
            return _in_order(each for each in known if days.first <= each.issued_on <= days.last)

        def of_all(reader: Reader) -> tuple[Invoice, ...]:
            return reader.load(days)[days]

        if whose is None:
            papers = read(self._context, "sales.invoices", of_all)
        else:
            papers = read_of(self._context, "sales.invoices", whose, of)
        return tuple(each for each in papers if each.kind in only)

    def _issue(
        self,
        verb: str,
        owner: OwnerOf,
        decide: Callable[[Unit, DateTime], Decision[Invoice]],
        key: Key | None = None,
    ) -> Invoice:
        stream = Ref(Customer, owner)
        command = Command(name=f"sales.{verb}", stream=stream, decide=decide, key=key)
        try:
            return carry_out(self._context, command, self.get_invoice)
        except _WrittenBefore as written:
            return written.paper

    def _once(self, unit: Unit, now: DateTime, paper: _Paper) -> Decision[Invoice]:
        """Write *paper*, unless it was written before."""
        itself, papers = ById(Sale, paper.sale), InvoicesOfSale(paper.sale)
        answers = unit.load(itself, papers)
        sold = found(answers[itself], "sale", paper.sale)
        for known in filter(paper.is_there, answers[papers]):
            raise _WrittenBefore(known)
        paper.refuse(sold)
        buyer = _row(unit, ById(Customer, sold.customer_id), "customer")
        # Only now: what takes a number has to be written.
        numbered, begun = next_paper(self._context, unit, paper.kind, now)
        written = paper.write(numbered, sold, buyer)
        return evolve(written, changes=[*begun, *written.changes])


def _row(reader: Reader, question: ById[T], kind: str) -> T:
    return found(reader.load(question)[question], kind, question.id)


def _in_order(papers: Iterable[Invoice]) -> tuple[Invoice, ...]:
    return tuple(sorted(papers, key=lambda each: (each.issued_at, each.id)))


def _days(between: object) -> InvoicesIssued:
    """The days of which papers are asked for, both included; every day where none are given."""
    if between is None:
        return InvoicesIssued(date.min, date.max)
    pair = several(between, "between")
    if len(pair) != 2:
        raise InvalidInput("between", shown(between), "give (first day, last day)")
    first, last = as_date(pair[0], "between"), as_date(pair[1], "between")
    if last < first:
        raise InvalidInput("between", shown(between), "give the first day first, then the last")
    return InvoicesIssued(first, last)
