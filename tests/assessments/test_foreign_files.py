"""Files that are not ours, or were made to do harm: each gets a sentence, soon, and costs little (D28)."""

import json
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import trans_real
from hypothesis import given
from hypothesis import strategies as st

from assessments import printouts
from assessments.domain.answers import Answer, InvalidAnswersError
from assessments.uploads import MOST_BYTES, read_answers
from assessments.uploads.untrusted import has_many_entries, open_untrusted
from tests.assessments import hostile
from tests.assessments.test_round_trip import OPTIONS, bring, checklist, on_paper, refused, rows

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

__all__ = ["checklist"]  # a fixture
KEY = b"11111111-1111-1111-1111-111111111111"


class TestFilesThatAreNotOurs:
    """Each gets a sentence, in less than five seconds."""

    def test_an_empty_file(self) -> None:
        with pytest.raises(InvalidAnswersError, match="is empty"):
            read_answers(SimpleUploadedFile("x", b""), "x")

    def test_something_else(self) -> None:
        assert "neither a PDF form" in refused(b"GIF89a")

    def test_a_damaged_pdf(self) -> None:
        assert "damaged" in refused(b"%PDF-1.7\n" + b"x" * 1000)

    def test_a_pdf_that_is_no_form_of_ours(self) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
        stream = BytesIO()
        writer.write(stream)
        assert "not a form of this portal" in refused(stream.getvalue())

    def test_a_locked_pdf(self, checklist) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
        writer.encrypt("secret")
        stream = BytesIO()
        writer.write(stream)
        assert "password" in refused(stream.getvalue())

    def test_the_paper_for_a_pen(self, checklist) -> None:
        from toolkit.printouts import build_public_checklist as printout

        data = on_paper(printout(str(checklist.pk), {"form": "paper", "size": "a4"}))
        assert "pen and paper" in refused(data)

    def test_a_manifest_somebody_changed(self, checklist) -> None:
        data = on_paper(
            printouts.build_filled_form(checklist, rows(checklist, Answer("no", "x"), Answer("yes")), OPTIONS)
        )
        writer = pypdf.PdfWriter(clone_from=BytesIO(data))
        (name,) = pypdf.PdfReader(BytesIO(data)).attachments
        manifest = json.loads(pypdf.PdfReader(BytesIO(data)).attachments[name][0])
        first = manifest["checklists"][0]["items"].pop(0)
        for item in writer.attachment_list:
            item.content = json.dumps(manifest).encode()
        stream = BytesIO()
        writer.write(stream)
        (read,) = read_answers(SimpleUploadedFile("x", stream.getvalue()), "x")
        assert first["id"] not in read.answers.answers
        assert read.problems == ["This file was changed: some of its fields belong to no question that it names."]

    def test_a_stream_that_unpacks_to_a_flood(self, checklist) -> None:
        flood = zlib.compress(b"\x00" * 500_000_000, 9)
        data = (
            b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            b"3 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\ntrailer<</Root 1 0 R>>"
            % (len(flood), flood)
        )
        assert refused(data)

    @pytest.mark.parametrize("count", [1, 300])
    def test_an_archive_that_unpacks_to_a_flood(self, count) -> None:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(count):
                archive.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * (30_000_000 if count == 1 else 100_000))
        assert "was not opened" in refused(stream.getvalue())

    def test_macros(self) -> None:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        assert "macros" in refused(stream.getvalue())

    def test_another_spreadsheet(self) -> None:
        book = openpyxl.Workbook()
        stream = BytesIO()
        book.save(stream)
        assert "does not say which checklist" in refused(stream.getvalue())

    def test_three_hundred_megabytes(self) -> None:
        class Huge:
            size = 300 * 1024 * 1024

            def read(self) -> bytes:
                raise AssertionError("It must not be read at all.")

        with pytest.raises(InvalidAnswersError, match="larger than 10 MB"):
            read_answers(Huge(), "x.pdf")

    def test_ten_megabytes_are_read_and_one_byte_more_is_not(self) -> None:
        assert "neither a PDF form" in refused(b"x" * MOST_BYTES)
        assert "larger than 10 MB" in refused(b"x" * (MOST_BYTES + 1))

    def test_an_upload_of_three_hundred_megabytes_is_refused_soon_and_costs_little(
        self, tmp_path, record_property
    ) -> None:
        (result,) = hostile.measured(folder=tmp_path)
        record_property("figure", f"300 MB sent: {result['seconds']:.1f} s, {result['megabytes']:.0f} MB")
        assert "larger than 10 MB" in result["said"]
        assert result["seconds"] < 5
        assert result["megabytes"] < 300

    @pytest.mark.parametrize("kind", hostile.BOMBS)
    def test_files_made_to_do_harm_are_refused_soon_and_cost_little(self, kind, tmp_path, record_property) -> None:
        bombs = hostile.BOMBS[kind]
        results = hostile.measured(*[make() for make, _sentence in bombs.values()], folder=tmp_path)
        seconds, megabytes = (max(result[part] for result in results) for part in ("seconds", "megabytes"))
        record_property("figure", f"{kind}: {seconds:.1f} s, {megabytes:.0f} MB at most")
        for name, (_make, sentence), result in zip(bombs, bombs.values(), results, strict=True):
            assert sentence in result["said"], name
            assert result["seconds"] < 5, name
            assert result["megabytes"] < 300, name

    @pytest.mark.parametrize(
        "data",
        [
            hostile.pdf([(b"/Filter/Foo", b"x")]),
            hostile.pdf([(b"/Filter/JBIG2Decode", b"x")]),
            hostile.pdf([(b"", b'{"checklists": [{"key": "%b", "version": Infinity, "items": []}]}' % KEY)]),
            hostile.pdf([(b"", b'{"checklists": [{"key": "%b", "version": %b, "items": []}]}' % (KEY, b"9" * 4000))]),
            hostile.pdf([(b"", b'{"checklists": [{"key": "%b", "items": [7]}]}' % KEY)]),
            hostile.pdf([(b"", b'{"checklists": [7]}')]),
            hostile.pdf([(b"", b'{"checklists": [], "answers": {}}')]),
            hostile.pdf([(b"", b"x")], b"<</Fields 7>>"),
            hostile.entries(1).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x63"),  # for an unzip 9.9
        ],
    )
    def test_whatever_else_a_file_holds_the_reader_gets_a_sentence(self, data) -> None:
        assert refused(data)

    def test_a_version_of_five_thousand_digits_is_none(self) -> None:
        row = ["11111111-1111-1111-1111-111111111111", "A1", "", "", "yes"]
        assert bring(hostile.xlsx(row, version="9" * 5000)).version is None
        assert bring(hostile.xlsx(row, version="12")).version == 12

    def test_half_a_sign_as_an_id_goes_out_again(self, checklist) -> None:
        given_answers = rows(checklist)
        given_answers.answers["half"] = Answer("yes", "x")
        read = bring(given_answers.to_json().replace("half", "\\ud800").encode())
        assert read.to_json().encode()
        assert [answer.note for answer in read.answers.values()] == ["x"]

    def test_a_language_that_is_none_of_ours_is_never_asked_for(self) -> None:
        before = set(trans_real._translations)
        row = ["11111111-1111-1111-1111-111111111111", "A1", "", "", "yes"]
        assert bring(hostile.xlsx(row, language="aa1")).language == ""
        assert set(trans_real._translations) == before
        assert bring(hostile.xlsx(row, language="prs")).language == "prs"

    @pytest.mark.parametrize(("entries", "many"), [(2, False), (3, False), (4, True)])
    def test_an_archive_may_hold_as_many_entries_as_are_allowed(self, entries: int, many: bool) -> None:
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(entries):
                archive.writestr(f"{number}.txt", "words")
        assert has_many_entries(file.getvalue(), 3) is many

    def test_no_memory_is_no_damage(self) -> None:
        with pytest.raises(MemoryError), open_untrusted(b"", InvalidAnswersError("x")):
            raise MemoryError

    def test_what_a_library_took_for_damage_is_still_too_slow(self) -> None:
        with (
            pytest.raises(InvalidAnswersError),
            open_untrusted(b"", InvalidAnswersError("x"), seconds=0),
            suppress(OSError),
        ):
            raise OSError

    @given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{"]))
    def test_no_bytes_break_the_reader(self, data, head) -> None:
        with pytest.raises(InvalidAnswersError):
            bring(head + data)
