"""Canvas: a quiz in QTI 1.2, zipped with its pictures, as Course settings, Import content takes it.

It follows what Canvas itself writes when it exports a quiz. Variants of a template are a group, from which each learner
gets one. Canvas cleans foreign markup out of texts, so a formula is the element that Canvas's own editor writes. Where
Canvas has no place for a wrong answer's own feedback (numbers: it would take every number it is told of for a right
one) the feedback lists them all. Steps to be put in order have letters, and the places are matched to these.
"""

from __future__ import annotations

import zipfile
from hashlib import sha256
from io import BytesIO

from talweg.course.export.canvas_item import item, picture_path
from talweg.course.export.figure import standalone
from talweg.course.export.markup import HEAD, element, tag, text
from talweg.course.export.selection import Group, Selection

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
# Zip files cannot say that they have no date.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def canvas(selection: Selection) -> bytes:
    """The selection as a package for Canvas; the same selection is the same bytes."""
    name = _name(selection)
    pictures = {
        picture_path(each): standalone(each.content.figure) for each in selection.questions if each.content.figure
    }
    parts = {
        "imsmanifest.xml": _manifest(name, list(pictures)),
        f"{name}/{name}.xml": _assessment(name, selection),
        f"{name}/assessment_meta.xml": _settings(name, selection),
        **pictures,
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for path, body in parts.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, body)
    return packed.getvalue()


def _name(selection: Selection) -> str:
    """The quiz's identifier: the same selection imported again takes the place of the first."""
    asked = [selection.title, *(f"{each.template.name} {each.seed}" for each in selection.questions)]
    return "talweg_" + sha256("\n".join(asked).encode()).hexdigest()[:24]


def _assessment(name: str, selection: Selection) -> str:
    attempts = tag("qtimetadatafield", tag("fieldlabel", "cc_maxattempts"), tag("fieldentry", "1"))
    body = tag(
        "assessment",
        tag("qtimetadata", attempts),
        tag("section", *map(_group, selection.groups), ident="root_section"),
        ident=name,
        title=selection.title,
    )
    return HEAD + tag("questestinterop", body, xmlns=_QTI)


def _group(group: Group) -> str:
    items = [item(each) for each in group.variants]
    if len(items) == 1:
        return items[0]
    one_of_them = tag(
        "selection_ordering",
        tag(
            "selection",
            tag("selection_number", "1"),
            tag("selection_extension", tag("points_per_item", "1.0")),
        ),
    )
    return tag(
        "section", one_of_them, *items, ident=f"talweg_group_{group.template.name}", title=group.template.summary
    )


def _settings(name: str, selection: Selection) -> str:
    limit = tag("time_limit", str(selection.minutes)) if selection.minutes is not None else ""
    body = tag(
        "quiz",
        tag("title", text(selection.title)),
        tag("shuffle_answers", "false"),
        tag("scoring_policy", "keep_highest"),
        tag("quiz_type", "assignment"),
        tag("points_possible", f"{len(selection.groups)}.0"),
        tag("show_correct_answers", "true"),
        tag("allowed_attempts", "1"),
        limit,
        tag("available", "false"),
        identifier=name,
        xmlns=_CANVAS,
    )
    return HEAD + body


def _manifest(name: str, pictures: list[str]) -> str:
    meta = f"{name}/assessment_meta.xml"
    resources = [
        tag(
            "resource",
            element("file", {"href": f"{name}/{name}.xml"}),
            element("dependency", {"identifierref": f"{name}_meta"}),
            identifier=name,
            type="imsqti_xmlv1p2",
        ),
        tag(
            "resource",
            element("file", {"href": meta}),
            identifier=f"{name}_meta",
            type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
            href=meta,
        ),
        *(
            tag(
                "resource",
                element("file", {"href": path}),
                identifier=f"{name}_picture_{place}",
                type="webcontent",
                href=path,
            )
            for place, path in enumerate(pictures)
        ),
    ]
    body = tag(
        "manifest",
        tag("metadata", tag("schema", "IMS Content"), tag("schemaversion", "1.1.3")),
        tag("organizations"),
        tag("resources", *resources),
        identifier=f"{name}_manifest",
        xmlns=_CONTENT,
    )
    return HEAD + body
