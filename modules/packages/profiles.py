"""What the versions of Common Cartridge call things. Nothing else of what we write differs between 1.1 and 1.3."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml.builder import ElementMaker

XSI = "http://www.w3.org/2001/XMLSchema-instance"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


@dataclass(frozen=True)
class CartridgeProfile:
    """A version of Common Cartridge. `code` is how its addresses write the number: 1p3."""

    version: str
    code: str
    test: str
    roles: str

    @property
    def manifest(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.cc}/imscp_v1p1"

    @property
    def cc(self) -> str:
        return f"v{self.code}"

    @property
    def about(self) -> str:
        """The namespace of what is said of the whole."""
        return f"http://ltsc.ieee.org/xsd/imscc{self.cc}/LOM/manifest"

    @property
    def about_one(self) -> str:
        """The namespace of what is said of one resource."""
        return f"http://ltsc.ieee.org/xsd/imscc{self.cc}/LOM/resource"

    @property
    def topic(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.cc}/imsdt_{self.cc}"

    @property
    def link(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.cc}/imswl_{self.cc}"

    @property
    def types(self) -> dict[str, str]:
        """What a manifest calls our kinds of resources."""
        return {
            "web": "webcontent",
            "topic": f"imsdt_xml{self.cc}",
            "link": f"imswl_xml{self.cc}",
            "test": self.test,
        }

    @cached_property
    def places(self) -> dict[str, str]:
        """Where the schema of each namespace is published."""
        folder = f"http://www.imsglobal.org/profile/cc/cc{self.cc}/"
        return {
            self.manifest: f"{folder}cc{self.cc}_imscp_v1p2_v1p0.xsd",
            self.about: f"{folder}LOM/cc{self.cc}_lommanifest_v1p0.xsd",
            self.about_one: f"{folder}LOM/cc{self.cc}_lomresource_v1p0.xsd",
            self.topic: f"{folder}cc{self.cc}_imsdt_{self.cc}.xsd",
            self.link: f"{folder}cc{self.cc}_imswl_{self.cc}.xsd",
            QTI: f"{folder}cc{self.cc}_qtiasiv1p2p1_v1p0.xsd",
        }

    def placed(self, root: Any, *namespaces: str) -> Any:
        """The same element, saying where the schemas of these namespaces are."""
        root.set(f"{{{XSI}}}schemaLocation", " ".join(f"{name} {self.places[name]}" for name in namespaces))
        return root

    @cached_property
    def c(self) -> ElementMaker:
        spaces = {None: self.manifest, "lomm": self.about, "lomr": self.about_one, "xsi": XSI}
        return ElementMaker(namespace=self.manifest, nsmap=spaces)

    @cached_property
    def m(self) -> ElementMaker:
        return ElementMaker(namespace=self.about, nsmap={"lomm": self.about})

    @cached_property
    def r(self) -> ElementMaker:
        return ElementMaker(namespace=self.about_one, nsmap={"lomr": self.about_one})


V13 = CartridgeProfile("1.3.0", "1p3", "imsqti_xmlv1p3/imscc_xmlv1p3/assessment", "IMSGLC_CC_Rolesv1p2")
# The newest that Moodle imports.
V11 = CartridgeProfile("1.1.0", "1p1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "IMSGLC_CC_Rolesv1p1")
