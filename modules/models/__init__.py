from modules.models.adapting import Change, Decision
from modules.models.facets import Crime, Discipline, Level, Topic
from modules.models.lecturers import LecturerRequest, Standing
from modules.models.modules import Module, Version
from modules.models.teaching import Feedback, PlannedClass, Taught
from modules.models.videos import Recording, Video, VideoText

__all__ = [
    "Change",
    "Crime",
    "Decision",
    "Discipline",
    "Feedback",
    "LecturerRequest",
    "Level",
    "Module",
    "PlannedClass",
    "Recording",
    "Standing",
    "Taught",
    "Topic",
    "Version",
    "Video",
    "VideoText",
]
