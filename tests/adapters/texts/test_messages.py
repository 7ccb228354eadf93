"""What each message says, as far as a rule asks for it."""

from __future__ import annotations

import re

import pytest

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.values.money import Money
from bookingcore.errors import Language
from tests.adapters.texts.rendering import LANGUAGES, URL, Page, instant, words

SMS_LENGTH_MAX = 300

every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.rule("001-18")
def test_a_welcome_welcomes_to_the_center_by_name() -> None:
    assert words(MessageKind.WELCOME).subject == "Welcome to Studio Roma"
    assert words(MessageKind.WELCOME, "it").subject == "Ti diamo il benvenuto da Studio Roma"
    assert words(MessageKind.WELCOME, "es").subject == "Te damos la bienvenida a Studio Roma"


@pytest.mark.rule("001-22")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Until you do, you will get no e-mails from Studio Roma"),
        ("it", "Finché non lo fai, non riceverai nessuna e-mail da Studio Roma"),
        ("es", "Mientras no lo hagas, no recibirás ningún correo de Studio Roma"),
    ],
)
def test_who_does_not_verify_is_told_that_no_mail_will_come(
    language: Language, sentence: str
) -> None:
    letter = words(MessageKind.VERIFY_EMAIL, language)

    assert sentence in letter.body
    assert sentence in " ".join(Page(letter.html).text)


@pytest.mark.rule("001-26", "A29")
def test_the_offer_of_a_place_names_the_activity_and_the_time_to_answer() -> None:
    letter = words(MessageKind.QUEUE_OFFER)

    assert letter.subject == "A place is free for Gentle yoga"
    assert (
        "Answer by Thursday, 2 July 2026 at 17:00: you have 1 hour and 30 minutes." in letter.body
    )
    assert "Answer by Thu 2 Jul, 17:00" in words(MessageKind.QUEUE_OFFER, "en", Channel.PUSH).body
    assert words(MessageKind.QUEUE_OFFER, "it").subject == "Si è liberato un posto per Yoga dolce"
    assert words(MessageKind.QUEUE_OFFER, "es").subject == "Hay una plaza libre para Yoga suave"


@pytest.mark.parametrize(
    ("places", "subject"),
    [
        (0, "Si sono liberati 0 posti per Yoga dolce"),
        (1, "Si è liberato un posto per Yoga dolce"),
        (2, "Si sono liberati 2 posti per Yoga dolce"),
    ],
)
def test_places_are_counted_as_the_language_counts(places: int, subject: str) -> None:
    assert words(MessageKind.QUEUE_OFFER, "it", places=places).subject == subject


@pytest.mark.parametrize(
    ("language", "units", "sentence"),
    [
        ("en", 0, "You have 0 units left."),
        ("en", 1, "You have one unit left."),
        ("en", 2, "You have 2 units left."),
        ("en", 1234, "You have 1,234 units left."),
        ("it", 1, "ti rimane un ingresso."),
        ("it", 2, "ti rimangono 2 ingressi."),
        ("es", 1, "Te queda un uso."),
        ("es", 2, "Te quedan 2 usos."),
    ],
)
def test_units_are_counted_as_the_language_counts(
    language: Language, units: int, sentence: str
) -> None:
    assert sentence in words(MessageKind.BALANCE_EXPIRING, language, units=units).body


def test_units_that_nobody_counts_are_not_spoken_of() -> None:
    letter = words(MessageKind.BALANCE_EXPIRING, units=None, last_day=None)

    assert letter.body.startswith("Hello Anna,\n\nDo not let it expire unused: book while you can.")
    assert "Units" not in letter.body
    assert words(MessageKind.BALANCE_EXPIRING, "en", Channel.PUSH, units=None).body == (
        "Expiring soon: 10 yoga classes. Last day: Friday, 31 July 2026."
    )


@pytest.mark.rule("001-27")
def test_who_did_not_answer_is_told_that_the_turn_has_passed() -> None:
    letter = words(MessageKind.QUEUE_OFFER_EXPIRED)

    assert letter.subject == "Your turn to opt for Gentle yoga has passed"


@pytest.mark.rule("001-15", "A1")
@pytest.mark.parametrize(
    ("language", "left", "sentence"),
    [
        ("en", (15, 0), "cancel free of charge for 1 hour and 30 minutes, until"),
        ("en", (14, 30), "cancel free of charge for 1 hour, until"),
        ("en", (15, 31), "cancel free of charge for 2 hours and 1 minute, until"),
        ("it", (15, 0), "Puoi disdire gratis ancora per 1 ora e 30 minuti, fino a"),
        ("it", (13, 31), "Puoi disdire gratis ancora per 1 minuto, fino a"),
        ("es", (15, 0), "cancelar gratis durante 1 hora y 30 minutos, hasta el"),
        ("es", (15, 30), "cancelar gratis durante 2 horas, hasta el"),
    ],
)
def test_the_question_about_attendance_says_how_much_time_is_really_left(
    language: Language, left: tuple[int, int], sentence: str
) -> None:
    deadline = instant(2026, 7, 2, *left)
    letter = words(MessageKind.ATTENDANCE_REQUEST, language, deadline=deadline)

    assert sentence in letter.body
    assert sentence in " ".join(Page(letter.html).text)
    for channel in (Channel.PUSH, Channel.SMS):
        short = words(MessageKind.ATTENDANCE_REQUEST, language, channel, deadline=deadline).body
        assert re.sub(", .*", ".", sentence).replace(", ", ".") in short


def test_nobody_is_told_of_free_cancellation_that_is_over() -> None:
    for kind in (
        MessageKind.ATTENDANCE_REQUEST,
        MessageKind.BOOKING_CREATED,
        MessageKind.BOOKING_MOVED,
        MessageKind.REMINDER,
    ):
        assert "free of charge" in words(kind).body
        assert "free of charge" not in words(kind, deadline=instant(2026, 7, 2, 13, 30)).body
        assert "free of charge" not in words(kind, deadline=None).body


@pytest.mark.rule("002-18")
@pytest.mark.parametrize(
    ("language", "full", "part"),
    [
        ("en", "A full refund was issued to you", "A refund of €12.50 was issued to you."),
        ("it", "abbiamo effettuato un rimborso totale", "abbiamo effettuato un rimborso di 12,50"),
        ("es", "Hemos efectuado un reembolso completo", "Hemos efectuado un reembolso de 12,50"),
    ],
)
def test_a_full_refund_is_called_full_and_another_is_not(
    language: Language, full: str, part: str
) -> None:
    whole = words(MessageKind.REFUND, language)
    some = words(MessageKind.REFUND, language, full=False)
    unnamed = words(MessageKind.REFUND, language, amount=None)

    assert full in whole.body
    assert full in unnamed.body
    assert part in some.body
    assert full not in some.body
    assert len({whole.subject, some.subject}) == 2


def test_a_notification_of_a_refund_says_whether_it_was_full() -> None:
    said = [
        words(MessageKind.REFUND, "en", Channel.PUSH, **changes).body
        for changes in ({}, {"amount": None}, {"full": False})
    ]

    assert said == ["Full refund issued: €12.50.", "Full refund issued.", "Refund issued: €12.50."]


@pytest.mark.rule("003-13")
@pytest.mark.parametrize(
    ("language", "action"),
    [
        ("en", "Edit/Cancel booking"),
        ("it", "Modifica/Annulla la prenotazione"),
        ("es", "Modificar/Cancelar la reserva"),
    ],
)
def test_the_button_to_edit_or_cancel_is_at_the_bottom(language: Language, action: str) -> None:
    letter = words(MessageKind.BOOKING_CREATED, language, forms=("Health",), text="See you!")
    page = Page(letter.html)

    assert page.text[-1] == action
    assert page.links == [URL]
    assert letter.body.endswith(f"\n\n{action}:\n{URL}")


def test_a_bare_token_is_a_code_to_type_in_and_nothing_is_nothing() -> None:
    letter = words(MessageKind.BOOKING_CREATED, link="K7-29")
    page = Page(letter.html)

    assert page.links == []
    assert page.text[-2:] == ["Edit/Cancel booking with this code", "K7-29"]
    assert letter.body.endswith("\n\nEdit/Cancel booking with this code:\nK7-29")
    without = words(MessageKind.BOOKING_CREATED, link="")
    assert Page(without.html).links == []
    assert "Edit/Cancel" not in without.html + without.body


@pytest.mark.parametrize("link", ["javascript://%0aalert(1)", "Data://text/html,x", "://x", "a b"])
def test_what_no_client_should_open_is_no_link(link: str) -> None:
    assert Page(words(MessageKind.BOOKING_CREATED, link=link).html).links == []


def test_a_personal_message_stands_out_as_staff_s_words() -> None:
    letter = words(MessageKind.BOOKING_CANCELLED)

    assert (
        "A message from Studio Roma:\n"
        "> Giulia is ill today.\n"
        "> We are sorry, and hope to see you next week!\n"
    ) in letter.body
    assert "Giulia is ill today.<br>" in letter.html
    assert (
        "Giulia is ill today.\nWe" in words(MessageKind.BOOKING_CANCELLED, "en", Channel.PUSH).body
    )
    assert (
        "A message for you:\n> Sorry"
        in words(MessageKind.BOOKING_CANCELLED, center="", text="Sorry").body
    )


def test_a_moved_booking_is_told_with_both_times() -> None:
    letter = words(MessageKind.BOOKING_MOVED)

    assert (
        "Before: Wednesday, 1 July 2026 at 18:30\nNow: Thursday, 2 July 2026, 19:00" in letter.body
    )
    assert words(MessageKind.BOOKING_MOVED, "en", Channel.PUSH).body == (
        "Gentle yoga has been moved from Wed 1 Jul, 18:30 to Thu 2 Jul, 19:00."
    )
    for kind in (MessageKind.BOOKING_MOVED, MessageKind.RESOURCE_BOOKING_MOVED):
        unknown = words(kind, "en", Channel.PUSH, starts_before=None).body
        assert unknown.endswith(" moved: Gentle yoga, Thu 2 Jul, 19:00.")


@pytest.mark.parametrize(
    "kind", [MessageKind.RESOURCE_BOOKING_MOVED, MessageKind.RESOURCE_BOOKING_CANCELLED]
)
@every_language
@pytest.mark.parametrize("channel", Channel)
def test_professionals_are_told_whose_booking_it_is(
    kind: MessageKind, language: Language, channel: Channel
) -> None:
    told = words(kind, language, channel)

    assert "Anna Bianchi" in told.body
    assert channel is not Channel.EMAIL or "Giulia" in told.body


def test_what_is_to_be_paid_and_filled_in_is_said() -> None:
    one = words(MessageKind.BOOKING_CREATED, forms=("Health",)).body
    two = words(MessageKind.BOOKING_CREATED, forms=("Health", "  ", "Consent"), awaits=False).body

    assert "It is not paid for yet" in one
    assert "Please fill in this form before you come:\n\n- Health\n\nService:" in one
    assert "It is not paid for yet" not in two
    assert "Please fill in these forms before you come:\n\n- Health\n- Consent\n\n" in two


def test_forms_are_counted_and_named() -> None:
    said = [
        words(MessageKind.FORM_REMINDER, "es", channel, forms=forms)
        for forms in ((), ("Salud",), ("Salud", "Fotos"))
        for channel in (Channel.EMAIL, Channel.PUSH)
    ]

    assert [each.subject for each in said[::2]] == [
        "Tienes un formulario pendiente",
        "Tienes un formulario pendiente",
        "Tienes 2 formularios pendientes",
    ]
    assert [each.body for each in said[1::2]] == [
        "Hay un formulario pendiente de rellenar.",
        "Pendiente de rellenar: Salud.",
        "Pendiente de rellenar: Salud, Fotos.",
    ]


def test_what_staff_wrote_by_hand_stands_as_it_was_written() -> None:
    text = "Hi!\r\n\r\n\r\n  We are closed: <b>no</b> {{ name }} classes."
    letter = words(MessageKind.MANUAL, subject="Closed", text=text)

    assert letter.subject == "Closed"
    assert letter.body == ("Hi!\n\n\n  We are closed: <b>no</b> {{ name }} classes.\n\nStudio Roma")
    assert "Hi!<br>\n<br>\n<br>\n  We are closed: &lt;b&gt;no&lt;/b&gt; {{ name }}" in letter.html
    assert words(MessageKind.MANUAL, "en", Channel.SMS, subject="A", text="B").body == (
        "Studio Roma: A\nB"
    )


def test_a_message_by_hand_without_a_subject_says_who_writes() -> None:
    bare = words(MessageKind.MANUAL, "it", Channel.PUSH, subject="", text="")
    nobody = words(MessageKind.MANUAL, "en", Channel.SMS, subject=" ", text="", center="")

    assert (bare.subject, bare.body) == ("Un messaggio da Studio Roma",) * 2
    assert nobody.body == "A message for you"
    silent = words(MessageKind.MANUAL, "en", subject="", text="", center="")
    assert silent.body == "A message for you"


def test_on_a_phone_names_and_long_words_are_cut() -> None:
    pushed = words(MessageKind.MANUAL, "en", Channel.PUSH, subject="s" * 500, text="t" * 5_000)
    told = words(MessageKind.REMINDER, "en", Channel.SMS, service="Yoga " * 40)

    assert (len(pushed.subject), len(pushed.body)) == (100, 300)
    assert pushed.body.endswith("t…")
    assert len(told.body) <= SMS_LENGTH_MAX
    assert "Yoga Yoga…" in told.body


def test_an_amount_stands_where_the_notice_is_about_money() -> None:
    amount = Money.of("1234.50", "EUR")
    asked = words(MessageKind.PAYMENT_REQUEST, "it", amount=amount, text="Corso di luglio")

    assert "Studio Roma ti chiede un pagamento di 1.234,50\xa0€." in asked.body
    assert "Acquisto: 10 lezioni di yoga\nImporto: 1.234,50\xa0€" in asked.body
    assert "> Corso di luglio" in asked.body
    sale = words(MessageKind.SALE, "en", Channel.PUSH, amount=None).body
    assert sale == "Added to your profile: 10 yoga classes."


@pytest.mark.parametrize(
    ("language", "asking", "telling"),
    [
        ("en", "before you confirm", "There is nothing to confirm"),
        ("it", "finché non confermi", "Non devi confermare nulla"),
        ("es", "hasta que lo confirmes", "No tienes que confirmar nada"),
    ],
)
def test_who_is_charged_directly_is_asked_nothing(
    language: Language, asking: str, telling: str
) -> None:
    asked = words(MessageKind.PAYMENT_REQUEST, language)
    told = words(MessageKind.PAYMENT_REQUEST, language, direct=True)

    assert asking in asked.body
    assert telling in told.body
    assert asking not in told.body
    assert len({asked.subject, told.subject}) == 2
    assert Page(asked.html).text[-1] != Page(told.html).text[-1]


def test_a_notification_says_what_is_asked_for_and_how_much() -> None:
    said = [
        words(MessageKind.PAYMENT_REQUEST, "en", Channel.PUSH, direct=direct).body
        for direct in (False, True)
    ]

    assert said == [
        "Please confirm this payment: 10 yoga classes, €120.00.",
        "We are collecting a payment: 10 yoga classes, €120.00.",
    ]


def test_many_forms_are_not_all_named_on_a_phone() -> None:
    told = words(MessageKind.FORM_REMINDER, "en", Channel.SMS, forms=("A", "B", "C", "D"))

    assert "Still to fill in: A, B, C…. https://" in told.body


def test_what_is_missing_leaves_no_empty_row() -> None:
    letter = words(
        MessageKind.QUEUE_OFFER, name="", branch="", deadline=None, starts_at=None, ends_at=None
    )

    assert letter.body.startswith("Hello,\n\nIt is your turn")
    assert "Service: Gentle yoga\n\nStudio Roma" in letter.body
    assert words(MessageKind.QUEUE_OFFER, "en", Channel.PUSH, deadline=None).body == (
        "It is your turn: Gentle yoga, Thu 2 Jul, 19:00."
    )


def test_an_offer_that_is_almost_over_still_says_until_when() -> None:
    late = words(MessageKind.QUEUE_OFFER, deadline=instant(2026, 7, 2, 13, 30, 59))

    assert "Answer by Thursday, 2 July 2026 at 15:30. After that" in late.body
