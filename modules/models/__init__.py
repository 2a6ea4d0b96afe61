from modules.models.adapting import Decision, PartChange
from modules.models.facets import Crime, Discipline, Level, Topic
from modules.models.lecturers import LecturerRequest, Standing
from modules.models.modules import Module, Version
from modules.models.teaching import Feedback, PlannedClass, TaughtClass
from modules.models.videos import Recording, Video, VideoText

__all__ = [
    "Crime",
    "Decision",
    "Discipline",
    "Feedback",
    "LecturerRequest",
    "Level",
    "Module",
    "PartChange",
    "PlannedClass",
    "Recording",
    "Standing",
    "TaughtClass",
    "Topic",
    "Version",
    "Video",
    "VideoText",
]
